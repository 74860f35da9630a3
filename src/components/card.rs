//! The CSS classes of cards and columns. `static/base.css` has their rules, because every page needs them.

use yew::prelude::*;

/// A card with the fields of a form. It makes its page narrow.
pub fn form_style() -> Classes {
    classes!("narrow", "card", "column")
}

/// A card.
pub fn card_style() -> Classes {
    classes!("card")
}

/// A column of several parts, not wider than is comfortable to read.
pub fn stack_style() -> Classes {
    classes!("column")
}
