//! The early page: `index.html` shows this page until the program has rendered for the first time. During the first
//! rendering, components can read this page with the functions of this module. After the first rendering,
//! `static/boot.js` removes this page, so the functions find nothing.

use web_sys::Element;

/// Returns the text of the board on this page. Returns `None` if this page shows no board with a text, or if
/// `static/boot.js` has already removed this page.
pub fn board_text() -> Option<String> {
    find("#early-page blockquote")?.text_content()
}

/// Returns true if this page exists and a person has opened its menu.
pub fn is_menu_open() -> bool {
    find("#early [aria-expanded=true]").is_some()
}

fn find(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok()?
}
