//! Layout that differs between engines: how far a page scrolls when an element gets the focus, and the units of a
//! drawing.

use serde_json::json;

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::test_system::TestSystem;

in_every_engine!(
    a_page_taller_than_the_window_starts_at_its_top,
    signing_in_again_restores_the_scroll_position,
    the_page_of_another_user_starts_at_its_top,
    the_axis_labels_of_the_waterfall_are_below_it,
);

/// A script that first waits for two frames, because some engines scroll to the focused element only at the next frame.
/// Then it returns two values: the scroll position, and whether the page is taller than the window.
const SCROLL_POSITION: &str = "return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, [
        scrollY, document.documentElement.scrollHeight > innerHeight + 100
    ]))))";

fn a_page_taller_than_the_window_starts_at_its_top(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        make_window_low(s).await;
        page.sign_in("user").await;
        page.sees("user@").await;
        is_at_top(s, "another page").await;
        page.click("Activity").await;
        page.sees("Send burst").await;
        is_at_top(s, "another page").await;
        page.click("Log out").await;
        page.sees_link("Login").await;
        is_at_top(s, "a sign-out").await;
        page.open("/profile").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("user@").await;
        is_at_top(s, "a sign-in in place").await;
    });
}

fn signing_in_again_restores_the_scroll_position(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        let scrolled = expire_below_the_top(s).await;
        sign_in_in_another_tab(s, "user").await;
        page.sees("user@").await;
        let same = "return Math.abs(scrollY - Number(arguments[0])) < 1";
        page.wait_until("the old scroll position", same, &scrolled.to_string()).await;
        page.wait_until("the focus on the field", "return document.activeElement === field('Notes')", "").await;
    });
}

fn the_page_of_another_user_starts_at_its_top(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        expire_below_the_top(s).await;
        sign_in_in_another_tab(s, "moderator").await;
        s.page().sees("moderator@").await;
        is_at_top(s, "a sign-in of another user").await;
    });
}

fn the_axis_labels_of_the_waterfall_are_below_it(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        page.fill("Requests", "40").await;
        page.click("Send burst").await;
        page.sees_status("40 of 40").await;
        let below =
            "const box = (part) => document.querySelector(`[aria-label=Waterfall] ${part}`)?.getBoundingClientRect();
            return box('.axis text')?.top >= box('.plot')?.bottom - 2";
        page.wait_until("labels below the waterfall", below, "").await;
    });
}

/// Signs in, scrolls down on the profile by typing into a field, and lets the session expire. Afterwards, the sign-in
/// form covers the profile. Returns the scroll position before the expiry, in CSS pixels.
async fn expire_below_the_top(s: &TestSystem) -> f64 {
    let page = s.page();
    make_window_low(s).await;
    page.sign_in("user").await;
    page.fill("Notes", "in mid-sentence").await;
    // The browser has scrolled the field into view, because text was typed into it.
    let scrolled = page.script(SCROLL_POSITION, vec![]).await[0].as_f64().expect("CSS pixels");
    assert!(scrolled > 0.0, "the field must be out of view at first");
    let profile = page.tab().await;
    page.open_tab("/home").await;
    s.server.revoke_all().await;
    s.server.expire_access_tokens();
    page.click("User").await;
    page.sees_alert("expired").await;
    page.to_tab(&profile).await;
    page.sees_form().await;
    page.wait_until("the form at the top of the window", "return scrollY === 0", "").await;
    scrolled
}

/// Expects that two tabs are open. Switches from the current tab to the other tab, signs in there as `username`, and
/// switches back.
async fn sign_in_in_another_tab(s: &TestSystem, username: &str) {
    let page = s.page();
    let this = page.tab().await;
    let tabs = s.browser.client.windows().await.expect("the tabs");
    let other = tabs.into_iter().find(|tab| *tab != this).expect("another tab");
    page.to_tab(&other).await;
    page.send_sign_in(username, "evergreen").await;
    page.sees("User Content.").await;
    page.to_tab(&this).await;
}

/// Makes the window as low as a phone in landscape orientation.
async fn make_window_low(s: &TestSystem) {
    s.browser.client.set_window_size(900, 400).await.expect("a low window");
}

async fn is_at_top(s: &TestSystem, after: &str) {
    let found = s.page().script(SCROLL_POSITION, vec![]).await;
    assert_eq!(found, json!([0, true]), "after {after}: scroll position, and whether the page is tall");
}
