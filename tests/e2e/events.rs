//! The server's stream of events: what happens in another browser, or at the server, is shown at once.

use std::time::Duration;

use crate::browsers::browser::Browser;
use crate::browsers::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// How soon a page has to show what has happened elsewhere (contract, "What the user must see").
const SOON: Duration = Duration::from_secs(2);
const EVENTS: &str = "GET /api/auth/events";

fn fixture() -> Fixture {
    Fixture { events: true, ..Fixture::new() }
}

/// Runs `test` with the page of the fixture's browser and the page of a second browser. In both, `user` is signed in, and
/// both have a stream of events.
#[track_caller]
fn with_two_browsers(test: impl AsyncFnOnce(&TestSystem, &Page<'_>, &Page<'_>)) {
    fixture().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let browser = Browser::start(Engine::Chromium).await;
        let other = Page::new(&browser, s.host.url());
        other.sign_in("user").await;
        s.wait_for_200(EVENTS, 2).await;
        test(s, &page, &other).await;
        browser.end().await;
    });
}

/// A script that stores the time of the last click on the page. Together with [`WATCH_ALERT`], it measures without the time
/// that WebDriver needs.
const WATCH_CLICKS: &str = "addEventListener('click', () => { window.clickedAt = Date.now(); }, true)";

/// A script that stores the time at which an alert appears on the page.
const WATCH_ALERT: &str = "
    new MutationObserver((_, observer) => {
        if (!roleText('alert')) return;
        window.alertAt = Date.now();
        observer.disconnect();
    }).observe(document, { subtree: true, childList: true, attributes: true });
";

/// Checks that the page `other`, in which [`WATCH_ALERT`] has run, showed the end of its session at most [`SOON`] after the
/// last click on `page`, in which [`WATCH_CLICKS`] has run. The test does nothing on the page that would send a request.
async fn sees_end_soon(page: &Page<'_>, other: &Page<'_>) {
    other.sees_alert("session has expired").await;
    let begin = page.script("return window.clickedAt", vec![]).await.as_u64().expect("the time of the click");
    let end = other.script("return window.alertAt", vec![]).await.as_u64().expect("the time of the alert");
    let took = Duration::from_millis(end - begin);
    println!("The end was shown after {took:?}.");
    assert!(took < SOON, "{took:?}");
    other.sees_form().await;
}

#[test]
fn a_session_that_is_ended_in_another_browser_gives_way_to_the_form_in_all_tabs() {
    with_two_browsers(async |s, page, other| {
        let first = other.tab().await;
        other.fill("Notes", "not saved yet").await;
        other.script(WATCH_ALERT, vec![]).await;
        let second = other.open_tab("/user").await;
        other.sees("User Content.").await;
        other.script(WATCH_ALERT, vec![]).await;
        page.open("/sessions").await;
        page.script(WATCH_CLICKS, vec![]).await;
        page.click_button("Sign out all others").await;
        page.click_button("Yes, sign out").await;
        page.sees_status("All other devices are signed out.").await;
        sees_end_soon(page, other).await;
        other.to_tab(&first).await;
        sees_end_soon(page, other).await;
        page.click("User").await;
        page.sees("User Content.").await;
        // The page's state is kept, and the new session has a stream, too.
        assert_eq!(other.field_value("Username").await.as_deref(), Some("user"));
        s.server.clear_requests();
        other.send_sign_in("user", "evergreen").await;
        other.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        s.wait_for_200(EVENTS, 1).await;
        other.to_tab(&second).await;
        other.sees("User Content.").await;
    });
}

#[test]
fn a_new_password_signs_the_other_browser_out_at_once() {
    with_two_browsers(async |_, page, other| {
        page.fill("Current password", "evergreen").await;
        page.fill("New password", "secret12").await;
        other.script(WATCH_ALERT, vec![]).await;
        page.script(WATCH_CLICKS, vec![]).await;
        page.click_button("Change password").await;
        page.sees_status("All other devices are signed out.").await;
        sees_end_soon(page, other).await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn a_stream_with_an_expired_token_refreshes_once_and_is_opened_again_after_a_failure() {
    fixture().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.wait_for_200(EVENTS, 1).await;
        s.server.expire_access_tokens();
        s.server.clear_requests();
        page.open("/profile").await;
        s.wait_for_200(EVENTS, 1).await;
        assert_eq!((s.refreshes(), s.requests_to(EVENTS).len()), (1, 2), "{:?}", s.server.requests());
        s.server.fault(EVENTS, evergreen_backend::Fault::Status(503), evergreen_backend::Times::Next(1));
        s.server.clear_requests();
        page.reload().await;
        s.wait_for_200(EVENTS, 1).await;
        assert_eq!(s.requests_to(EVENTS).len(), 2);
        // A server that has no stream after all is asked once.
        s.server.fault(EVENTS, evergreen_backend::Fault::Status(404), evergreen_backend::Times::Always);
        s.server.clear_requests();
        page.reload().await;
        s.wait_for_responses(EVENTS, 1).await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        assert_eq!(s.requests_to(EVENTS).len(), 1);
        s.clear_log().await;
    });
}
