//! The theme: the system's until somebody chooses one, and from then on that, in every tab and before anything is painted.

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::page::Page;

/// Whether the page is dark, as far as its colours go.
const DARK: &str = "const [red] = getComputedStyle(document.body).backgroundColor.match(/\\d+/);
    return String(red < 128) === arguments[0]";

/// What browsers may tint their own bar with.
const TINTS: &str =
    "return [...new Set([...document.querySelectorAll('meta[name=theme-color]')].map((m) => m.content))]";

async fn is_dark(page: &Page<'_>, dark: bool) {
    page.wait_until(if dark { "a dark page" } else { "a light page" }, DARK, if dark { "true" } else { "false" }).await;
}

async fn chosen(page: &Page<'_>) -> Option<String> {
    let name = page.script("return field('Theme').selectedOptions[0].text", vec![]).await;
    name.as_str().map(str::to_owned)
}

async fn kept(page: &Page<'_>) -> Value {
    page.script("return localStorage.getItem('theme')", vec![]).await
}

#[test]
fn the_system_decides_until_somebody_does() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.set_color_scheme(false).await;
        page.open("/home").await;
        is_dark(&page, false).await;
        s.browser.set_color_scheme(true).await;
        is_dark(&page, true).await;
        assert_eq!(page.script(TINTS, vec![]).await.as_array().map(Vec::len), Some(2));
        page.choose("Theme", "Light").await;
        is_dark(&page, false).await;
        assert_eq!((page.script(TINTS, vec![]).await, kept(&page).await), (json!(["#ffffff"]), json!("light")));
        page.reload().await;
        is_dark(&page, false).await;
        assert_eq!(chosen(&page).await.as_deref(), Some("Light"));
        page.choose("Theme", "System").await;
        is_dark(&page, true).await;
        assert_eq!(kept(&page).await, Value::Null);
    });
}

#[test]
fn a_choice_reaches_every_tab() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.set_color_scheme(false).await;
        page.open("/home").await;
        let first = page.tab().await;
        let second = page.open_tab("/activity").await;
        s.browser.set_color_scheme(false).await;
        for (choice, dark) in [("Dark", true), ("Light", false), ("Dark", true), ("System", false)] {
            page.choose("Theme", choice).await;
            page.to_tab(&first).await;
            is_dark(&page, dark).await;
            assert_eq!(chosen(&page).await.as_deref(), Some(choice));
            page.to_tab(&second).await;
            is_dark(&page, dark).await;
        }
    });
}

#[test]
fn a_choice_is_shown_before_anything_is_painted() {
    // As soon as there is a body to paint.
    const LOOK: &str = "new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.themeAtFirst = document.documentElement.dataset.theme ?? '';
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true })";
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.before_each_page(LOOK).await;
        page.open("/home").await;
        assert_eq!(page.script("return window.themeAtFirst", vec![]).await, json!(""));
        page.choose("Theme", "Dark").await;
        page.reload().await;
        assert_eq!(page.script("return window.themeAtFirst", vec![]).await, json!("dark"));
    });
}

#[test]
fn what_is_no_theme_is_the_systems() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.set_color_scheme(true).await;
        page.open("/home").await;
        for garbage in ["", "DARK", "dark ", "\"dark\"", "light\u{0}", "{", "system", &"x".repeat(100_000)] {
            page.script("localStorage.setItem('theme', arguments[0])", vec![json!(garbage)]).await;
            page.reload().await;
            is_dark(&page, true).await;
            assert_eq!(
                (page.root_data("theme").await, chosen(&page).await.as_deref()),
                (None, Some("System")),
                "{garbage:?}"
            );
        }
        page.choose("Theme", "Light").await;
        is_dark(&page, false).await;
    });
}

#[test]
fn where_storage_is_denied_a_choice_holds_for_the_page() {
    // A frame without an origin of its own, as in the tests of storage.
    let headers =
        "/*\n  Content-Security-Policy: sandbox allow-scripts allow-forms\n  Access-Control-Allow-Origin: *\n";
    Fixture { headers, worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.choose("Theme", "Dark").await;
        page.click("Activity").await;
        page.sees("Activity").await;
        // The sheet itself may not come to such a frame.
        assert_eq!(page.root_data("theme").await.as_deref(), Some("dark"));
        page.reload().await;
        assert_eq!(page.root_data("theme").await, None);
        // The sheet has no origin to be checked against; what is fetched later is refused as well.
        s.clear_log().await;
    });
}
