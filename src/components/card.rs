//! The CSS classes of cards and columns. `static/base.css` has their rules, because every page needs them.

use yew::prelude::*;

/// Returns the classes of a card for a form. They make the whole page narrow.
pub fn form_style() -> Classes {
    classes!("narrow", "card", "column")
}

/// Returns the class of a card.
pub fn card_style() -> Classes {
    classes!("card")
}

/// Returns the class of a column of several parts. The column is not wider than is comfortable to read.
pub fn stack_style() -> Classes {
    classes!("column")
}
