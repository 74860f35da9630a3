//! The theme. The page follows the system until the user chooses a theme. The chosen theme then applies in every tab,
//! from the first paint on.

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::page::Page;

/// A script that checks the background of the page. If the argument is `true`, the script returns whether the
/// background is dark. If the argument is `false`, it returns whether the background is light.
const DARK: &str = "const [red] = getComputedStyle(document.body).backgroundColor.match(/\\d+/);
    return String(red < 128) === arguments[0]";

/// A script that returns the colours that the page sets for the browser's own bar.
const TINTS: &str =
    "return [...new Set([...document.querySelectorAll('meta[name=theme-color]')].map((m) => m.content))]";

async fn is_dark(page: &Page<'_>, dark: bool) {
    page.wait_until(if dark { "a dark page" } else { "a light page" }, DARK, if dark { "true" } else { "false" }).await;
}

async fn chosen(page: &Page<'_>) -> Option<String> {
    let name = page.script("return field('Theme').selectedOptions[0].text", vec![]).await;
    name.as_str().map(str::to_owned)
}

async fn stored_theme(page: &Page<'_>) -> Value {
    page.script("return localStorage.getItem('theme')", vec![]).await
}

#[test]
fn the_systems_theme_applies_until_one_is_chosen() {
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
        assert_eq!((page.script(TINTS, vec![]).await, stored_theme(&page).await), (json!(["#ffffff"]), json!("light")));
        page.reload().await;
        is_dark(&page, false).await;
        assert_eq!(chosen(&page).await.as_deref(), Some("Light"));
        page.choose("Theme", "System").await;
        is_dark(&page, true).await;
        assert_eq!(stored_theme(&page).await, Value::Null);
    });
}

#[test]
fn a_chosen_theme_applies_in_every_tab() {
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
fn a_chosen_theme_applies_before_the_first_paint() {
    // This script reads the theme as soon as the document has a body. The browser cannot paint the page before then.
    const READ_FIRST_THEME: &str = "new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.themeAtFirst = document.documentElement.dataset.theme ?? '';
        observer.disconnect();
    }).observe(document, { childList: true, subtree: true })";
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.before_each_page(READ_FIRST_THEME).await;
        page.open("/home").await;
        assert_eq!(page.script("return window.themeAtFirst", vec![]).await, json!(""));
        page.choose("Theme", "Dark").await;
        page.reload().await;
        assert_eq!(page.script("return window.themeAtFirst", vec![]).await, json!("dark"));
    });
}

#[test]
fn an_invalid_stored_theme_is_ignored() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.browser.set_color_scheme(true).await;
        page.open("/home").await;
        for invalid in ["", "DARK", "dark ", "\"dark\"", "light\u{0}", "{", "system", &"x".repeat(100_000)] {
            page.script("localStorage.setItem('theme', arguments[0])", vec![json!(invalid)]).await;
            page.reload().await;
            is_dark(&page, true).await;
            assert_eq!(
                (page.root_data("theme").await, chosen(&page).await.as_deref()),
                (None, Some("System")),
                "{invalid:?}"
            );
        }
        page.choose("Theme", "Light").await;
        is_dark(&page, false).await;
    });
}

#[test]
fn without_storage_a_chosen_theme_lasts_until_a_reload() {
    // The policy puts the page into a sandbox without an origin. Such a page has no storage and no worker.
    let headers =
        "/*\n  Content-Security-Policy: sandbox allow-scripts allow-forms\n  Access-Control-Allow-Origin: *\n";
    Fixture { headers, worker: false, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.choose("Theme", "Dark").await;
        page.click("Activity").await;
        page.sees("Activity").await;
        // The style sheet may not load in a page without an origin. So check the attribute and not the colour.
        assert_eq!(page.root_data("theme").await.as_deref(), Some("dark"));
        page.reload().await;
        assert_eq!(page.root_data("theme").await, None);
        // The page is in a sandbox, so the browser reports two kinds of errors: it cannot check the integrity of the
        // style sheet, and it refuses requests that the page sends later. The test expects these errors.
        s.clear_log().await;
    });
}
