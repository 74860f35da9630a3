//! Text that may change while the element around it stays.
//!
//! A browser that translates the page replaces text nodes by elements of its own. Yew would then update the old text
//! node, which is no longer in the document, and a person would still see the old text. To prevent this, each text is
//! in an element of its own. When the text changes, Yew replaces the whole element.

use yew::prelude::*;

/// Returns the text in a `<span>`. Returns nothing for an empty text; the parent element then matches the CSS selector
/// `:empty`. If the parent is a live region or may have the focus, keep the parent on the page even while the text is
/// empty.
///
/// An SVG `<text>` cannot contain this element. Instead, give the `<text>` itself a `key` that is equal to its text.
pub fn text(words: impl Into<AttrValue>) -> Html {
    span(words.into())
}

fn span(words: AttrValue) -> Html {
    if words.is_empty() {
        return html! {};
    }
    html! { <span key={&*words}>{ words }</span> }
}
