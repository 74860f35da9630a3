//! Text that may change while the element around it stays.
//!
//! A browser that translates the page replaces text nodes by elements of its own. Yew would then update the old node,
//! which is no longer in the document. So each text gets an element of its own, and a new text gets a new element.

use yew::prelude::*;

/// Returns the text in a `<span>`, or nothing for an empty text, so that the parent element matches `:empty`. If the
/// parent is a live region or may have the focus, keep the parent on the page even while the text is empty.
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
