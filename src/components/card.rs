//! The surfaces that pages are made of: the card of a form, the card of a text, and a stack of several.
//! It must not know what stands on them, nor how they look: `static/base.css` does, as of all that every page is made of.

use yew::prelude::*;

/// The class of a card with fields below each other. Its page is as narrow as that.
pub fn form_style() -> Classes {
    classes!("narrow", "card", "column")
}

/// The class of a card of text.
pub fn card_style() -> Classes {
    classes!("card")
}

/// The class of a page of several parts below each other, as wide as reads well.
pub fn stack_style() -> Classes {
    classes!("column")
}
