//! Tests of a page that the browser translates. The page must still show later changes, and the app must not panic.

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

const TRANSLATOR: &str = include_str!("../browsers/translator.js");

/// Translates every page that the current tab loads from now on. If the app writes into a text node that is no longer
/// in the document, the translator logs a console error. The check at the end of the test then fails.
async fn translate(s: &TestSystem) {
    let report = "(text) => console.error(`stale: ${text}`)";
    s.browser.before_each_page(&format!("({TRANSLATOR})(document, {report})")).await;
}

/// Waits until the page is translated. On a page that is not translated, the test would prove nothing.
async fn is_translated(page: &Page<'_>) {
    page.wait_until("a translated page", "return document.querySelector('main font font') !== null", "").await;
}

fn text_response(text: &str) -> Fault {
    Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: text.as_bytes().to_vec() }
}

#[test]
fn the_second_error_of_a_sign_in_is_shown() {
    Fixture::new().run(async |s| {
        translate(s).await;
        let page = s.page();
        page.open("/login").await;
        is_translated(&page).await;
        page.send_sign_in("user", "not-it").await;
        page.sees_alert("Bad credentials").await;
        s.server.fault("POST /api/auth/signin", Fault::Status(503), Times::Next(1));
        page.send_sign_in("user", "not-it").await;
        page.sees_alert("reported an error").await;
        page.no_longer_sees("Bad credentials").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
    });
}

#[test]
fn the_progress_of_a_burst_is_replaced_by_its_result() {
    Fixture::new().run(async |s| {
        translate(s).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        is_translated(&page).await;
        for size in ["10", "20"] {
            s.server.fault("GET /api/test/user", Fault::Hold, Times::Always);
            page.fill("Requests", size).await;
            page.click("Send burst").await;
            page.sees_status(&format!("Sending {size} requests…")).await;
            s.server.clear_faults();
            page.sees_status(&format!("{size} of {size} succeeded")).await;
            page.no_longer_sees("Sending").await;
        }
    });
}

#[test]
fn a_board_that_is_read_again_shows_its_new_text() {
    Fixture::new().run(async |s| {
        translate(s).await;
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        is_translated(&page).await;
        s.server.fault("GET /api/test/all", text_response("Fresh."), Times::Next(1));
        page.click("Refresh").await;
        page.sees("Fresh.").await;
        page.no_longer_sees("Public Content.").await;
    });
}

#[test]
fn every_translated_page_shows_its_changes() {
    Fixture::new().run(async |s| {
        translate(s).await;
        let page = s.page();
        page.open("/").await;
        page.sees("You are not signed in.").await;
        is_translated(&page).await;
        page.click("Sign Up").await;
        page.click_button("Sign Up").await;
        page.sees("Enter a username.").await;
        page.fill("Username", "amy").await;
        page.fill("Email", "amy@example.org").await;
        page.fill("Password", "secret12").await;
        page.click_button("Sign Up").await;
        page.sees_status("User registered successfully!").await;
        page.no_longer_sees("Already have an account?").await;
        page.click_in_main("Login").await;
        for name in ["moderator", "admin"] {
            page.send_sign_in(name, "evergreen").await;
            page.is_at("/profile").await;
            page.sees(&format!("{name}@")).await;
            page.no_longer_sees("Sign Up").await;
            page.click("Home").await;
            page.sees("Public Content.").await;
            page.sees(&format!("Signed in as {name}")).await;
            page.no_longer_sees("You are not signed in.").await;
            page.click("User").await;
            page.sees("User Content.").await;
            page.click("Moderator Board").await;
            page.sees("Moderator Board.").await;
            page.no_longer_sees("User Content.").await;
            if name == "admin" {
                page.click("Admin Board").await;
                page.sees("Admin Board.").await;
            }
            page.click("Activity").await;
            page.click("Send burst").await;
            page.sees_status("100 of 100 succeeded").await;
            page.click("Table").await;
            page.sees("Times are counted from").await;
            page.click("Picture").await;
            page.sees("Point at a line").await;
            page.click("Refresh now").await;
            page.sees_status("Refreshed.").await;
            page.click("Clear").await;
            page.sees("Nothing has happened yet.").await;
            page.click(name).await;
            page.sees("Token refreshes 1").await;
            page.click("Log out").await;
            page.is_at("/login").await;
            page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        }
        page.click("Activity").await;
        page.sees("Signed in as nobody").await;
        page.open("/no/such/page").await;
        page.sees("Page not found").await;
        page.click("Go to the home page").await;
        page.sees("Public Content.").await;
    });
}

#[test]
fn a_session_that_ends_shows_the_form_and_then_the_new_text() {
    Fixture::new().run(async |s| {
        translate(s).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        s.server.expire_access_tokens();
        s.server.expire_refresh_tokens().await;
        page.click("Refresh").await;
        page.sees_alert("expired").await;
        s.server.fault("GET /api/test/user", text_response("Fresh."), Times::Next(1));
        page.send_sign_in("user", "evergreen").await;
        page.sees("Fresh.").await;
        page.no_longer_sees("User Content.").await;
    });
}
