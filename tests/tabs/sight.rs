//! What is seen where engines differ: how far the focus scrolls a page, and which units a picture may be drawn in.

use serde_json::json;

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::test_system::TestSystem;

in_every_engine!(
    a_page_taller_than_the_window_begins_at_its_top,
    a_page_that_comes_back_is_scrolled_as_it_was,
    the_numbers_of_the_waterfall_stand_below_it,
);

/// Engines that scroll to what has the focus do so when they draw next: two drawings on, all is done.
const DRAWN: &str = "return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0, [
        scrollY, document.documentElement.scrollHeight > innerHeight + 100
    ]))))";

fn a_page_taller_than_the_window_begins_at_its_top(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        low(s).await;
        page.sign_in("user").await;
        page.sees("user@").await;
        is_at_top(s, "another page").await;
        page.click("Activity").await;
        page.sees("Send burst").await;
        is_at_top(s, "another page").await;
        page.click("Log out").await;
        page.sees_link("Login").await;
        is_at_top(s, "the same page without a user").await;
        page.open("/profile").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("user@").await;
        is_at_top(s, "a page in the place of the form").await;
    });
}

fn a_page_that_comes_back_is_scrolled_as_it_was(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        low(s).await;
        page.sign_in("user").await;
        page.fill("Notes", "in mid-sentence").await;
        // Typing has brought the field into sight.
        let scrolled = page.script(DRAWN, vec![]).await[0].as_f64().expect("CSS pixels");
        assert!(scrolled > 0.0, "the field was to be out of sight at first");
        let profile = page.tab().await;
        page.open_tab("/home").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        page.click("User").await;
        page.sees_alert("expired").await;
        let other = page.tab().await;
        page.to_tab(&profile).await;
        page.sees_form().await;
        page.wait_until("the form from its top", "return scrollY === 0", "").await;
        page.to_tab(&other).await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.to_tab(&profile).await;
        page.sees("user@").await;
        let same = "return Math.abs(scrollY - Number(arguments[0])) < 1";
        page.wait_until("the page as it was scrolled", same, &scrolled.to_string()).await;
        page.wait_until("the field with the focus", "return document.activeElement === field('Notes')", "").await;
    });
}

fn the_numbers_of_the_waterfall_stand_below_it(engine: Engine) {
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
        page.wait_until("numbers below the picture", below, "").await;
    });
}

/// As low as a phone held sideways.
async fn low(s: &TestSystem) {
    s.browser.client.set_window_size(900, 400).await.expect("a low window");
}

async fn is_at_top(s: &TestSystem, after: &str) {
    let found = s.page().script(DRAWN, vec![]).await;
    assert_eq!(found, json!([0, true]), "after {after}: how far it is scrolled, and whether it is a tall page");
}
