//! The idle time-out: what all tabs share, what a tab shows that slept past the end, and the end that the server
//! announces.

use std::time::{Duration, Instant};

use evergreen_backend::Config;
use fantoccini::wd::WindowHandle;

use crate::fixture::Fixture;
use crate::page::Page;

/// The idle time-out in the first test, in seconds. The question comes after half of it. The time-out begins anew when
/// the test goes to a tab that does not ask yet. So it is shorter than the longest wait.
const TIMEOUT: u32 = 14;
const QUESTION: &str = "[role=alertdialog]";

async fn in_each(page: &Page<'_>, tabs: &[WindowHandle], what: &str, script: &str, argument: &str) {
    for tab in tabs {
        page.to_tab(tab).await;
        page.wait_until(what, script, argument).await;
    }
}

async fn each_asks(page: &Page<'_>, tabs: &[WindowHandle]) {
    let script = "return visible(arguments[0]).some((found) => /signed out in \\d+ second/.test(textOf(found)))";
    in_each(page, tabs, "the question", script, QUESTION).await;
}

#[test]
fn three_tabs_share_the_use_the_question_the_answer_and_the_end() {
    Fixture { idle_timeout: TIMEOUT, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "not saved yet").await;
        let first = page.tab().await;
        let second = page.open_tab("/user").await;
        page.sees("User Content.").await;
        let third = page.open_tab("/home").await;
        let tabs = [first.clone(), second.clone(), third];

        // What a person does in one tab keeps the session of all tabs.
        page.to_tab(&first).await;
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(u64::from(TIMEOUT) + 4) {
            page.keys(" ").await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        in_each(&page, &tabs, "the user", "return nav().includes('Log out')", "").await;

        each_asks(&page, &tabs).await;
        page.to_tab(&second).await;
        page.click_button("Stay signed in").await;
        in_each(&page, &tabs, "no question", "return visible(arguments[0]).length === 0", QUESTION).await;
        in_each(&page, &tabs, "the user", "return nav().includes('Log out')", "").await;

        each_asks(&page, &tabs).await;
        s.server.clear_requests();
        in_each(&page, &tabs, "the end", "return nav().includes('Login') && !nav().includes('Log out')", "").await;
        in_each(&page, &tabs, "no question", "return visible(arguments[0]).length === 0", QUESTION).await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        assert_eq!(s.requests_to("POST /api/auth/signout").len(), 1, "{:?}", s.server.requests());
        for tab in &tabs[..2] {
            page.to_tab(tab).await;
            let alert = page.sees_alert("inactive").await;
            assert!(alert.contains("signed out"), "{alert}");
            page.sees_form().await;
        }
        // The form in place knows the user of the page, and the page comes back.
        page.to_tab(&first).await;
        assert_eq!(page.field_value("Username").await.as_deref(), Some("user"));
        page.fill("Password", "evergreen").await;
        page.click_button("Login").await;
        page.wait_until("the note", "return field('Notes')?.value.startsWith('not saved yet')", "").await;
        page.is_at("/profile").await;
        page.to_tab(&second).await;
        page.sees("User Content.").await;
    });
}

/// Records for each frame after the jump of the clock whether the notes of the profile can be seen.
const WATCH_FRAMES: &str = "
    const device = Date.now.bind(Date);
    window.ahead = 0;
    Date.now = () => device() + window.ahead;
    window.framesWithPage = 0;
    window.framesWithForm = 0;
    const opaque = { opacityProperty: true };
    const shown = (selector) => [...document.querySelectorAll(selector)].some((found) => found.checkVisibility(opaque));
    const watch = () => {
        if (window.woken) {
            window.framesWithPage += shown('textarea');
            window.framesWithForm += shown('#sign-in-password');
        }
        requestAnimationFrame(watch);
    };
    requestAnimationFrame(watch);
    // The clock is an hour later when the page continues, as after a sleep.
    document.addEventListener('freeze', () => { window.ahead = 3_600_000; });
    document.addEventListener('resume', () => { window.woken = true; }, true);
";

#[test]
fn a_page_that_slept_past_the_end_shows_the_form_in_its_first_frame() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "not saved yet").await;
        page.script(WATCH_FRAMES, vec![]).await;
        let here = page.tab().await;
        s.browser.set_frozen(true).await;
        // Chromium also hides a page that it freezes. The page is visible again when a tab above it is closed.
        let above = s.browser.client.new_window(true).await.expect("a tab").handle;
        page.to_tab(&above).await;
        s.browser.client.close_window().await.expect("closed");
        page.to_tab(&here).await;
        s.browser.set_frozen(false).await;
        page.sees_alert("inactive").await;
        page.wait_until("frames with the form", "return window.framesWithForm > 0", "").await;
        assert_eq!(page.script("return window.framesWithPage", vec![]).await, 0);
        page.send_sign_in("user", "evergreen").await;
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
    });
}

#[test]
fn a_visible_page_notices_within_a_second_that_the_device_has_slept() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.script(WATCH_FRAMES, vec![]).await;
        page.script("window.ahead = 3_600_000", vec![]).await;
        page.sees_alert("inactive").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
    });
}

#[test]
fn the_session_ends_even_if_the_code_of_the_question_cannot_be_loaded() {
    Fixture { idle_timeout: 6, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.host.refuse("_warnings.wasm");
        page.sign_in("user").await;
        page.sees_alert("inactive").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        s.host.allow_all();
        s.clear_log().await;
    });
}

#[test]
fn an_announced_end_is_told_and_signing_in_again_keeps_the_page() {
    let config = Config { announce_expiry: true, session_lifetime: Duration::from_secs(600), ..Config::for_tests() };
    Fixture { config, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.fill("Notes", "not saved yet").await;
        page.sees("Session ends").await;
        assert!(!page.has_control("Sign in again").await, "the end is far away");
        page.script("const device = Date.now.bind(Date); Date.now = () => device() + 301_000", vec![]).await;
        page.sees_status("session ends").await;
        page.click_button("Sign in again").await;
        page.sees_form().await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        assert_eq!(page.field_value("Username").await.as_deref(), Some("user"));
        page.fill("Password", "evergreen").await;
        page.click_button("Login").await;
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        page.is_at("/profile").await;
    });
}
