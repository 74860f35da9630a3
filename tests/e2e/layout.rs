//! The frame of the page, which is the bar at the top and the footer. The frame is there before the app runs, does not
//! move when the app starts, and fits every width.

use evergreen_backend::{Fault, Times};
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// A script that returns the positions and sizes of elements that are on every page.
const POSITIONS: &str = "return ['.bar', '.brand', 'footer', 'footer p', '#theme'].map((name) => {
    const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
    return [name, x, y, width, height];
})";

/// A script that returns four values: whether the page is too wide, whether parts of the bar overlap, whether a part is
/// outside of the bar, and the height of the bar.
const OVERFLOW: &str = "
    const parts = visible('.brand, nav > button, nav li').map((part) => part.getBoundingClientRect());
    const row = parts.every(({ left, right }, n) => left >= (parts[n - 1]?.right ?? 0) - 1 && right <= innerWidth);
    const bar = document.querySelector('.bar').getBoundingClientRect();
    const inside = parts.every(({ top, bottom }) => top >= bar.top && bottom <= bar.bottom);
    return [document.documentElement.scrollWidth > innerWidth, !row, !inside, bar.height]";

#[test]
fn starting_the_app_does_not_move_the_frame() {
    for (width, height) in [(1280, 720), (800, 900), (360, 740)] {
        // Use a new browser for each size, because a new browser does not have the program in its cache.
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.browser.set_size(width, height).await;
            s.host.refuse(".wasm");
            // Use the sign-in page, because it is short and therefore has no scrollbar. A scrollbar would change the
            // available width.
            page.visit(&format!("{}login", s.host.url())).await;
            page.sees_alert("could not be loaded").await;
            let before = page.script(POSITIONS, vec![]).await;
            s.host.allow_all();
            page.click("Reload").await;
            page.sees_form().await;
            assert_eq!(page.script(POSITIONS, vec![]).await, before, "{width} × {height}");
            s.clear_log().await;
        });
    }
}

#[test]
fn starting_the_app_does_not_move_the_skeleton() {
    const LINES: &str = "return [...document.querySelectorAll('.skeleton i')].map((line) => {
        const { x, y, width, height } = line.getBoundingClientRect();
        return [x, y, width, height];
    })";
    for (width, height) in [(1280, 720), (800, 900), (360, 740)] {
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.browser.set_size(width, height).await;
            s.server.fault("GET /api/test/all", Fault::Hang, Times::Always);
            s.host.refuse("boot.js");
            page.open_base().await;
            page.sees_status("Loading").await;
            let before = page.script(LINES, vec![]).await;
            assert_eq!(before.as_array().map(Vec::len), Some(3));
            s.host.allow_all();
            page.open("/home").await;
            page.sees_status("Loading").await;
            assert_eq!(page.script(LINES, vec![]).await, before, "{width} × {height}");
            s.clear_log().await;
        });
    }
}

#[test]
fn every_page_with_larger_text_fits_a_phone() {
    const TOO_WIDE: &str =
        "return visible('body *').filter((part) => part.getBoundingClientRect().right > innerWidth + 1
        && !part.closest('[aria-label=Table]')).map((part) => part.outerHTML.slice(0, 80))";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        s.browser.set_size(360, 740).await;
        for (path, content) in [
            ("/profile", "admin@"),
            ("/home", "Public Content."),
            ("/admin", "Admin Board."),
            ("/activity", "Send burst"),
            ("/nowhere", "Page not found"),
        ] {
            page.open(path).await;
            page.sees(content).await;
            page.set_text_size(24).await;
            let too_wide = page.script(TOO_WIDE, vec![]).await;
            assert!(too_wide.as_array().is_some_and(Vec::is_empty), "{path}: {too_wide}");
        }
    });
}

#[test]
fn progress_is_announced_in_existing_status_elements() {
    // Assistive tools announce a text reliably only if its element was on the page before the element got the text. The
    // first script runs before an action, and marks all status elements that are on the page. The second script runs
    // after the action, and checks that a marked element contains the text.
    const MARK_EXISTING: &str =
        "for (const status of document.querySelectorAll('[role=status]')) status.existed = true";
    const IN_EXISTING: &str = "return [...document.querySelectorAll('[role=status]')].some((status) =>
        status.existed && textOf(status).includes(arguments[0]))";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        page.sees_form().await;
        page.script(MARK_EXISTING, vec![]).await;
        s.server.fault("POST /api/auth/signin", Fault::Hold, Times::Next(1));
        page.send_sign_in("user", "evergreen").await;
        page.wait_until("the text in an existing element", IN_EXISTING, "Signing in…").await;
        s.server.clear_faults();
        page.is_at("/profile").await;
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        page.script(MARK_EXISTING, vec![]).await;
        page.click("Send burst").await;
        page.sees_status("100 of 100 succeeded").await;
        page.wait_until("the text in an existing element", IN_EXISTING, "100 of 100 succeeded").await;
        if s.browser.set_offline(true).await {
            page.wait_until("the text in an existing element", IN_EXISTING, "You are offline, or").await;
        }
    });
}

#[test]
fn the_page_is_painted_before_the_app_runs_and_then_shows_a_skeleton() {
    // A script that measures how long the skeleton was on the page before it became visible, in ms.
    const WATCH_SKELETON: &str = "let added;
        const look = (now) => {
            const lines = document.querySelector('.skeleton');
            if (lines) added ??= now;
            if (lines?.checkVisibility({ visibilityProperty: true })) window.hiddenFor = now - added;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);";
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.browser.before_each_page(WATCH_SKELETON).await;
        s.server.fault("GET /api/test/all", Fault::Hang, Times::Always);
        s.host.refuse("boot.js");
        page.open_base().await;
        page.wait_until("paint", "return performance.getEntriesByName('first-contentful-paint').length === 1", "")
            .await;
        // The skeleton becomes visible after a delay of 200 ms. The test only requires 100 ms, because the measured
        // time depends on the frame rate.
        page.wait_until("a skeleton after a delay", "return window.hiddenFor > 100", "").await;
        page.sees_status("Loading").await;
        s.host.allow_all();
        s.clear_log().await;
    });
}

#[test]
fn the_bar_is_one_row_and_every_page_fits_at_every_width() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        // Replace the username in the record by the longest allowed name, in the widest letters. The test cannot sign
        // in with this name, because no account has it.
        let rename =
            "localStorage.setItem(recordKey(), localStorage.getItem(recordKey()).replace('\"admin\"', arguments[0]))";
        page.script(rename, vec![json!(format!("\"{}\"", "W".repeat(20)))]).await;
        for path in ["/admin", "/profile"] {
            page.open(path).await;
            page.sees(if path == "/admin" { "Admin Board." } else { "admin@" }).await;
            for width in [320, 360, 640, 641, 768, 1024, 1025, 1280] {
                s.browser.set_size(width, 740).await;
                fits(&page, width).await;
                has_menu(&page, width).await;
            }
        }
        check_signed_out(s, &page).await;
    });
}

/// Signs out, and checks at several widths that the page fits while no user is signed in.
async fn check_signed_out(s: &TestSystem, page: &Page<'_>) {
    page.click("Log out").await;
    page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
    for width in [320, 360, 641, 1280] {
        s.browser.set_size(width, 740).await;
        fits(page, width).await;
    }
}

async fn fits(page: &Page<'_>, width: u32) {
    let overflow = page.script(OVERFLOW, vec![]).await;
    assert_eq!(overflow, json!([false, false, false, 60]), "{width}: too wide, overlapping, out of the bar, height");
}

async fn has_menu(page: &Page<'_>, width: u32) {
    let narrow = width <= 640;
    let nav = page.nav().await;
    assert_eq!((nav == ["Menu"], nav.len()), (narrow, if narrow { 1 } else { 7 }), "{width}: {nav:?}");
}
