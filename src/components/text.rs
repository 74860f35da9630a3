//! Texts that change while their page stays.
//!
//! A browser that translates the page replaces text nodes by its own elements. Yew would then write into the old node,
//! which is no longer in the document. So each of these texts has its own element, and a changed text gets a new
//! element.

use yew::prelude::*;

/// The text in its own element. Nothing for an empty text, so that the element around it matches `:empty`.
///
/// This does not work in an SVG `<text>`: there, give the `<text>` itself a `key` that equals its text.
pub fn text(words: impl Into<AttrValue>) -> Html {
    span(words.into())
}

fn span(words: AttrValue) -> Html {
    if words.is_empty() {
        return html! {};
    }
    html! { <span key={&*words}>{ words }</span> }
}
