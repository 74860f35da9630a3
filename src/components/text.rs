//! Words that change while their page stays.
//!
//! A browser that translates the page replaces text nodes by elements of its own. Yew would go on writing into the old
//! node, which is no longer in the document. So these words have an element of their own, and other words get another
//! element.

use yew::prelude::*;

/// The words in their own element; nothing for no words, so that the element around them is `:empty`. That element stays,
/// as a live region or the focus needs it.
///
/// An SVG text can't hold this element: give it a `key` of its words instead.
pub fn text(words: impl Into<AttrValue>) -> Html {
    span(words.into())
}

fn span(words: AttrValue) -> Html {
    if words.is_empty() {
        return html! {};
    }
    html! { <span key={&*words}>{ words }</span> }
}
