//! The user's own sessions, and a new password: what is done in one browser, and what another browser shows then.

use evergreen_backend::{Config, Like};

use crate::browsers::browser::Browser;
use crate::browsers::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// Runs `test` with the page of the fixture's browser and the page of a second browser. In both, `user` is signed in.
#[track_caller]
fn with_two_browsers(test: impl AsyncFnOnce(&TestSystem, &Page<'_>, &Page<'_>)) {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let browser = Browser::start(Engine::Chromium).await;
        let other = Page::new(&browser, s.host.url());
        other.sign_in("user").await;
        test(s, &page, &other).await;
        browser.end().await;
    });
}

/// Makes this page send a request, and waits until the page shows that its session is over.
async fn sees_end(page: &Page<'_>) {
    page.click("User").await;
    page.sees_alert("session has expired").await;
    page.sees_form().await;
}

async fn sees_count(page: &Page<'_>, count: &str) {
    let script = "return visible('main li h2').length === Number(arguments[0])";
    page.wait_until(&format!("{count} sessions"), script, count).await;
}

#[test]
fn a_session_is_ended_from_another_browser() {
    with_two_browsers(async |_, page, other| {
        page.click_in_main("My sessions").await;
        page.is_at("/sessions").await;
        sees_count(page, "2").await;
        page.sees("Chrome on Linux").await;
        // The session that was used last is the first one.
        page.sees("Last used").await;
        let marked = "return textOf(document.getElementById('session-1')).includes('This device')";
        page.wait_until("this device in the second row", marked, "").await;
        page.click_button("Sign out").await;
        page.sees("Sign out Chrome on Linux?").await;
        page.click_button("Yes, sign out").await;
        page.sees_status("Chrome on Linux is signed out.").await;
        sees_count(page, "1").await;
        page.sees("You are not signed in anywhere else.").await;
        sees_end(other).await;
        page.click_button("Refresh").await;
        sees_count(page, "1").await;
        page.click("User").await;
        page.sees("User Content.").await;
        // The other browser can sign in again. Then it is in the list again.
        other.send_sign_in("user", "evergreen").await;
        other.sees("User Content.").await;
        page.back().await;
        sees_count(page, "2").await;
    });
}

#[test]
fn all_other_sessions_are_ended_at_once() {
    with_two_browsers(async |s, page, other| {
        page.open("/sessions").await;
        sees_count(page, "2").await;
        page.click_button("Sign out all others").await;
        page.click_button("Yes, sign out").await;
        page.sees_status("All other devices are signed out.").await;
        sees_count(page, "1").await;
        s.wait_for_200("DELETE /api/auth/sessions", 1).await;
        sees_end(other).await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn the_list_of_a_session_that_was_ended_gives_way_to_the_form_and_comes_back() {
    with_two_browsers(async |_, page, other| {
        for page in [page, other] {
            page.click_in_main("My sessions").await;
            sees_count(page, "2").await;
        }
        page.click_button("Sign out all others").await;
        page.click_button("Yes, sign out").await;
        sees_count(page, "1").await;
        other.click_button("Refresh").await;
        other.sees_alert("session has expired").await;
        other.send_sign_in("user", "evergreen").await;
        other.sees("This device").await;
        other.is_at("/sessions").await;
        sees_count(other, "2").await;
    });
}

#[test]
fn a_new_password_ends_the_session_of_the_other_browser() {
    with_two_browsers(async |s, page, other| {
        page.fill("Current password", "not-it-at-all").await;
        page.fill("New password", "secret12").await;
        page.click_button("Change password").await;
        page.wait_until("an error at the field", "return hasError(arguments[0])", "Current password").await;
        page.sees("The current password is wrong.").await;
        other.click("User").await;
        other.sees("User Content.").await;
        other.click("Home").await;
        page.fill("Current password", "evergreen").await;
        page.click_button("Change password").await;
        page.sees_status("All other devices are signed out.").await;
        assert_eq!(page.field_value("New password").await.as_deref(), Some(""));
        sees_end(other).await;
        other.send_sign_in("user", "evergreen").await;
        other.sees_alert("Bad credentials").await;
        other.send_sign_in("user", "secret12").await;
        other.sees("User Content.").await;
        page.click("User").await;
        page.sees("User Content.").await;
        let stored = page.script("return storage()", vec![]).await.to_string();
        assert!(!stored.contains("secret12") && !stored.contains("not-it-at-all"), "{stored}");
        s.wait_for_200("POST /api/auth/password", 1).await;
    });
}

#[test]
fn what_the_server_offers_survives_a_reload_and_reaches_other_tabs() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.reload().await;
        page.sees_link("My sessions").await;
        page.sees_control("Change password").await;
        page.open_tab("/profile").await;
        page.sees_link("My sessions").await;
        page.click_in_main("My sessions").await;
        page.sees("This device").await;
        page.script("visible('main li button')[0].click()", vec![]).await;
        page.is_at("/login").await;
    });
}

#[test]
fn a_server_that_offers_nothing_shows_nothing_of_it() {
    let own = Config { offers: vec![], ..Config::for_tests() };
    let imitated = [Like::Spring, Like::Node].map(|like| Config { like, ..Config::for_tests() });
    for config in imitated.into_iter().chain([own]) {
        Fixture { config, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            page.sign_in("user").await;
            page.sees("user@example.org").await;
            assert!(!page.has_control("My sessions").await && !page.has_control("Change password").await);
            page.open("/sessions").await;
            page.sees("Page not found").await;
            let requests = s.server.requests();
            let of_parts = |path: &str| ["sessions", "password", "events"].iter().any(|part| path.ends_with(part));
            assert!(!requests.iter().any(|seen| of_parts(&seen.path)), "{requests:?}");
        });
    }
}
