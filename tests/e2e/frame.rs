//! The frame: there before the program runs, where the program leaves it, and in one row however long a name is.

use std::time::Duration;

use evergreen_backend::{Fault, Times};
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// The places of what stands on every page.
const PLACES: &str = "return ['.bar', '.brand', 'footer', 'footer p', '#theme'].map((name) => {
    const { x, y, width, height } = document.querySelector(name).getBoundingClientRect();
    return [name, x, y, width, height];
})";

/// Whether the page is too wide, or a part of the bar lies on or under another.
const CROWDED: &str = "
    const parts = visible('.brand, nav > button, nav li').map((part) => part.getBoundingClientRect());
    const row = parts.every(({ left, right }, n) => left >= (parts[n - 1]?.right ?? 0) - 1 && right <= innerWidth);
    const bar = document.querySelector('.bar').getBoundingClientRect();
    const inside = parts.every(({ top, bottom }) => top >= bar.top && bottom <= bar.bottom);
    return [document.documentElement.scrollWidth > innerWidth, !row, !inside, bar.height]";

#[test]
fn the_program_leaves_the_frame_where_it_was() {
    for (width, height) in [(1280, 720), (800, 900), (360, 740)] {
        // A browser of its own for each, where no cache has the program.
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.browser.set_size(width, height).await;
            s.host.refuse(".wasm");
            // A short page: with a scrollbar there is less room for all of it.
            page.visit(&format!("{}login", s.host.url())).await;
            page.sees_alert("could not be loaded").await;
            let before = page.script(PLACES, vec![]).await;
            s.host.allow_all();
            page.click("Reload").await;
            page.sees_form().await;
            assert_eq!(page.script(PLACES, vec![]).await, before, "{width} × {height}");
            s.clear_log().await;
        });
    }
}

#[test]
fn the_program_leaves_the_lines_that_stand_for_a_text_where_they_were() {
    const LINES: &str = "return [...document.querySelectorAll('.bones i')].map((line) => {
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
fn nothing_is_wider_than_a_telephone_where_its_text_is_set_larger() {
    const WIDE: &str = "return visible('body *').filter((part) => part.getBoundingClientRect().right > innerWidth + 1
        && !part.closest('[aria-label=Table]')).map((part) => part.outerHTML.slice(0, 80))";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        s.browser.set_size(360, 740).await;
        for path in ["/profile", "/home", "/admin", "/activity", "/nowhere"] {
            page.open(path).await;
            page.set_text_size(24).await;
            let wide = page.script(WIDE, vec![]).await;
            assert!(wide.as_array().is_some_and(Vec::is_empty), "{path}: {wide}");
        }
    });
}

#[test]
fn what_is_under_way_is_told_where_there_was_a_place_for_it() {
    // Assistive tools announce reliably only what comes to stand in an element that they know.
    const KNOW: &str = "for (const place of document.querySelectorAll('[role=status]')) place.known = true";
    const KNOWN: &str = "return [...document.querySelectorAll('[role=status]')].some((place) =>
        place.known && textOf(place).includes(arguments[0]))";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        page.sees_form().await;
        page.script(KNOW, vec![]).await;
        s.server.fault("POST /api/auth/signin", Fault::Delay(Duration::from_secs(1)), Times::Next(1));
        page.send_sign_in("user", "evergreen").await;
        page.wait_until("a known place", KNOWN, "Signing in…").await;
        page.is_at("/profile").await;
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        page.script(KNOW, vec![]).await;
        page.click("Send burst").await;
        page.sees_status("100 of 100 succeeded").await;
        page.wait_until("a known place", KNOWN, "100 of 100 succeeded").await;
        if s.browser.set_offline(true).await {
            page.wait_until("a known place", KNOWN, "You are offline, or").await;
        }
    });
}

#[test]
fn the_page_is_painted_without_the_program_and_tells_after_a_moment_that_it_is_loading() {
    // How long lines that stand for a text were there before they were to be seen, in ms.
    const LOOK: &str = "let there;
        const look = (now) => {
            const lines = document.querySelector('.bones');
            if (lines) there ??= now;
            if (lines?.checkVisibility({ visibilityProperty: true })) window.unseen = now - there;
            else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);";
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.browser.before_each_page(LOOK).await;
        s.host.refuse("boot.js");
        page.open_base().await;
        page.wait_until("paint", "return performance.getEntriesByName('first-contentful-paint').length === 1", "")
            .await;
        // Frames come when they come.
        page.wait_until("lines after a moment", "return window.unseen > 100", "").await;
        page.sees_status("Loading").await;
        s.host.allow_all();
        s.clear_log().await;
    });
}

#[test]
fn the_bar_is_one_row_at_every_width_and_nothing_is_wider_than_the_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        // The longest name there is, of the widest letters; no server lets it be an administrator's just for asking.
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
        nobody(s, &page).await;
    });
}

/// The same for who is signed out.
async fn nobody(s: &TestSystem, page: &Page<'_>) {
    page.click("Log out").await;
    page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
    for width in [320, 360, 641, 1280] {
        s.browser.set_size(width, 740).await;
        fits(page, width).await;
    }
}

async fn fits(page: &Page<'_>, width: u32) {
    let crowded = page.script(CROWDED, vec![]).await;
    assert_eq!(crowded, json!([false, false, false, 60]), "{width}: too wide, overlaid, out of the bar, height");
}

async fn has_menu(page: &Page<'_>, width: u32) {
    let narrow = width <= 640;
    let nav = page.nav().await;
    assert_eq!((nav == ["Menu"], nav.len()), (narrow, if narrow { 1 } else { 7 }), "{width}: {nav:?}");
}
