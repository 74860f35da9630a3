//! The two real servers, with their own words and ways.

use evergreen_backend::{Fault, Like, Times};

use crate::fixture::Fixture;

/// Spring's answer to nearly everything; it explains nothing to anybody.
const MASK: &str = "Full authentication";

#[test]
fn spring_tells_a_wrong_password_and_hides_a_missing_role() {
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
        assert!(masks.is_empty(), "nobody is to read this: {masks:?}");
    });
}

#[test]
fn spring_lets_in_again_who_signed_out_after_expiry() {
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
fn spring_lets_in_again_whose_session_ended() {
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
fn spring_keeps_out_who_is_signed_in_elsewhere_and_the_page_says_that() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        // As on another device: nothing of the first sign-in is here, while the server still holds it.
        s.clear_cookies_and_record().await;
        page.open("/login").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("signed in elsewhere").await;
        page.sees_form().await;
        page.no_longer_sees(MASK).await;
    });
}

#[test]
fn spring_hides_a_failed_refresh_and_nobody_is_signed_out() {
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
fn spring_hides_a_failed_sign_up_and_the_page_says_that_there_is_no_reason() {
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
        // What was typed is still there, and the next attempt goes through.
        page.click_button("Sign Up").await;
        page.sees_status("registered successfully").await;
    });
}

#[test]
fn node_tells_everything_in_its_own_words() {
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
fn node_has_no_refresh_so_an_expired_session_asks_to_sign_in_in_place() {
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
fn node_forgets_the_cookie_with_the_browser_while_the_record_stays() {
    Fixture::like(Like::Node).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.clear_cookies().await;
        page.open("/user").await;
        page.sees_sign_in_or_retry().await;
        assert!(!page.main().await.contains("User Content."));
        // Whatever it offered, the way back in works.
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
