//! In each test, one refresh fails or takes too long. This must not end the session: the user stays signed in, and the
//! page can load its text afterwards without a new sign-in.

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;

#[test]
fn a_status_500_ends_no_session() {
    check_session_survives(Fault::Status(500));
}

#[test]
fn a_proxys_html_page_ends_no_session() {
    check_session_survives(Fault::Html(502));
}

#[test]
fn a_firewalls_html_page_ends_no_session() {
    check_session_survives(Fault::Html(403));
}

#[test]
fn a_dropped_connection_ends_no_session() {
    check_session_survives(Fault::Drop);
}

#[test]
fn a_masked_error_ends_no_session() {
    check_session_survives(Fault::Masked);
}

#[test]
fn a_malformed_response_ends_no_session() {
    check_session_survives(Fault::Malformed);
}

#[test]
fn a_status_429_ends_no_session() {
    check_session_survives(Fault::Status(429));
}

#[test]
fn a_refresh_that_ends_after_the_callers_timeout_still_renews() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        // The server holds the refresh until the page's call has given up. This is before the time limit of the refresh
        // itself.
        s.server.fault("POST /api/auth/refreshtoken", Fault::Hold, Times::Next(1));
        page.click("User").await;
        page.sees_alert("took too long").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        s.server.clear_faults();
        page.click("Try again").await;
        page.sees("User Content.").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
    });
}

fn check_session_survives(fault: Fault) {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        s.server.fault("POST /api/auth/refreshtoken", fault, Times::Next(1));
        page.click("User").await;
        page.sees_control("Try again").await;
        let alert = page.role_text("alert").await;
        assert!(!alert.is_empty() && !alert.contains("expired") && !alert.contains("Full authentication"), "{alert:?}");
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        page.is_at("/user").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        assert!(
            s.requests_to("POST /api/auth/signin").len() == 1 && s.requests_to("POST /api/auth/signout").is_empty()
        );
    });
}
