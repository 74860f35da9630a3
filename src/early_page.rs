//! The page that `index.html` shows until the program has rendered for the first time. `static/boot.js` removes this
//! page after the first rendering. So the functions of this module find something only during the first rendering.

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
