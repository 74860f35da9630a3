//! The page that `index.html` shows until the program has rendered for the first time. `static/boot.js` removes it after
//! the first rendering, so it exists only while components render for the first time.

use web_sys::Element;

/// Returns the text of the board that this page shows. `None` if it shows no text, or if it is no longer there.
pub fn board_text() -> Option<String> {
    find("#early-page blockquote")?.text_content()
}

/// Returns whether a person has opened the menu of this page.
pub fn is_menu_open() -> bool {
    find("#early [aria-expanded=true]").is_some()
}

fn find(selector: &str) -> Option<Element> {
    web_sys::window()?.document()?.query_selector(selector).ok()?
}
