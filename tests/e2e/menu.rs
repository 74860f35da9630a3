//! The menu of a narrow page: it opens by click or key, and closes when a person chooses something or leaves the menu.

use fantoccini::Locator;

use crate::fixture::Fixture;
use crate::page::{ENTER, Page};
use crate::test_system::TestSystem;

const ALL: [&str; 8] = ["Menu", "Home", "User", "Moderator Board", "Admin Board", "Activity", "admin", "Log out"];
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";

async fn is_open(page: &Page<'_>, open: bool) {
    let open = if open { "true" } else { "false" };
    let script = "return button('Menu').getAttribute('aria-expanded') === arguments[0]";
    page.wait_until(&format!("a menu whose aria-expanded is {open}"), script, open).await;
    page.sees_nav(if open == "true" { &ALL } else { &ALL[..1] }).await;
}

/// Signs in as an administrator and makes the page narrow.
async fn begin(s: &TestSystem) {
    s.page().sign_in("admin").await;
    s.browser.set_size(360, 740).await;
    is_open(&s.page(), false).await;
}

#[test]
fn choosing_a_link_closes_the_menu_and_opens_the_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(s).await;
        page.click("Menu").await;
        is_open(&page, true).await;
        page.click("Menu").await;
        is_open(&page, false).await;
        for (name, text) in
            [("User", "User Content."), ("Admin Board", "Admin Board."), ("Admin Board", "Admin Board.")]
        {
            page.click("Menu").await;
            page.click(name).await;
            page.sees(text).await;
            is_open(&page, false).await;
        }
        page.click("Menu").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Menu"]).await;
        page.click("Menu").await;
        page.sees_nav(&["Menu", "Home", "Activity", "Sign Up", "Login"]).await;
    });
}

#[test]
fn the_menu_can_be_used_with_the_keyboard() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(s).await;
        page.script("button('Menu').focus()", vec![]).await;
        page.keys(ENTER).await;
        is_open(&page, true).await;
        for name in &ALL[1..4] {
            page.keys(TAB).await;
            page.has_focus(name).await;
        }
        page.keys(ESCAPE).await;
        is_open(&page, false).await;
        page.has_focus("Menu").await;
        page.keys(ENTER).await;
        for name in &ALL[1..] {
            page.keys(TAB).await;
            page.has_focus(name).await;
        }
        page.keys(TAB).await;
        is_open(&page, false).await;
        page.has_focus("My sessions").await;
    });
}

#[test]
fn escape_closes_the_menu_if_its_button_has_no_focus() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(s).await;
        // In Safari, a click does not move the focus to a button. A click by script does not move the focus either. So
        // this test clicks by script, to show what happens in Safari.
        page.script("button('Menu').click()", vec![]).await;
        is_open(&page, true).await;
        page.keys(ESCAPE).await;
        is_open(&page, false).await;
    });
}

#[test]
fn a_click_elsewhere_closes_the_menu() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(s).await;
        page.click("Menu").await;
        is_open(&page, true).await;
        s.browser.client.find(Locator::Css("footer p")).await.expect("the footer").click().await.expect("pressed");
        is_open(&page, false).await;
    });
}
