//! Tests in which the companion server imitates one of the two servers of a well-known tutorial. One of them uses
//! Spring, and the other one uses Node. Their messages and their behaviour differ from the companion server's own.

use evergreen_backend::{Fault, Like, Times};

use crate::fixture::Fixture;

/// The Spring server sends the same message for nearly every error. This is the beginning of that message. The message
/// does not explain the error, so the page must not show it.
const MASK: &str = "Full authentication";

#[test]
fn spring_reports_a_wrong_password_and_masks_a_missing_role() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.open("/login").await;
        page.send_sign_in("user", "not-it").await;
        page.sees_alert("Bad credentials").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
        for path in ["/mod", "/admin"] {
            page.open(path).await;
            page.sees_alert("not allowed").await;
            page.sees_control("Log out").await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
        let masks: Vec<String> = s.reports("alert").await.into_iter().filter(|alert| alert.contains(MASK)).collect();
        assert!(masks.is_empty(), "the page must not show the masked message: {masks:?}");
    });
}

#[test]
fn spring_allows_a_new_sign_in_after_a_sign_out_with_an_expired_token() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("moderator").await;
        s.server.expire_access_tokens();
        page.click("Log out").await;
        page.is_at("/login").await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.send_sign_in("moderator", "evergreen").await;
        page.is_at("/profile").await;
        page.click("Moderator Board").await;
        page.sees("Moderator Board.").await;
        s.assert_no_alert().await;
    });
}

#[test]
fn spring_allows_a_new_sign_in_after_the_session_ended() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        s.server.expire_refresh_tokens().await;
        page.click("User").await;
        page.sees_alert("expired").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
    });
}

#[test]
fn spring_refuses_a_second_device_and_the_page_says_so() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        // Delete the cookies and the record of the first sign-in, so that this browser behaves like another device. The
        // session of the first sign-in still exists on the server.
        s.clear_cookies_and_record().await;
        page.open("/login").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("signed in elsewhere").await;
        page.sees_form().await;
        page.no_longer_sees(MASK).await;
    });
}

#[test]
fn spring_masks_a_failed_refresh_and_the_session_stays() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        s.server.fault("POST /api/auth/refreshtoken", Fault::Masked, Times::Next(1));
        page.click("User").await;
        page.sees_control("Try again").await;
        page.sees_control("Log out").await;
        page.click("Try again").await;
        page.sees("User Content.").await;
        let alerts = s.reports("alert").await;
        assert!(!alerts.iter().any(|alert| alert.contains(MASK) || alert.contains("expired")), "{alerts:?}");
    });
}

#[test]
fn spring_masks_a_failed_sign_up_and_the_page_says_so() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        s.server.fault("POST /api/auth/signup", Fault::Masked, Times::Next(1));
        page.open("/register").await;
        page.fill("Username", "newcomer").await;
        page.fill("Email", "newcomer@example.org").await;
        page.fill("Password", "secret12").await;
        page.click_button("Sign Up").await;
        page.sees_alert("without giving a reason").await;
        page.no_longer_sees(MASK).await;
        // After the failure, the form still contains what was typed. So a second click sends the same sign-up again.
        // This time, the sign-up succeeds.
        page.click_button("Sign Up").await;
        page.sees_status("registered successfully").await;
    });
}

#[test]
fn the_page_shows_the_messages_of_node() {
    Fixture::like(Like::Node).run(async |s| {
        let page = s.page();
        page.open("/login").await;
        page.send_sign_in("nobody", "evergreen").await;
        page.sees_alert("User Not found.").await;
        page.send_sign_in("moderator", "not-it").await;
        page.sees_alert("Invalid Password!").await;
        page.send_sign_in("moderator", "evergreen").await;
        page.is_at("/profile").await;
        page.click("Moderator Board").await;
        page.sees("Moderator Content.").await;
        page.open("/admin").await;
        page.sees_alert("not allowed").await;
        page.sees_control("Log out").await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn node_has_no_refresh_and_an_expired_session_shows_the_form_in_place() {
    Fixture::like(Like::Node).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.expire_access_tokens();
        page.click("User").await;
        page.sees_alert("session").await;
        page.sees_alert("expired").await;
        page.sees_form().await;
        page.is_at("/user").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
    });
}

#[test]
fn a_record_without_nodes_session_cookie_leads_to_a_new_sign_in() {
    Fixture::like(Like::Node).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.clear_cookies().await;
        page.open("/user").await;
        page.sees_sign_in_or_retry().await;
        assert!(!page.main().await.contains("User Content."));
        // The page shows either the sign-in form, or a button that leads to the form.
        if page.has_control("Sign in again").await {
            page.click("Sign in again").await;
        }
        page.sees_form().await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_control("Log out").await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}
