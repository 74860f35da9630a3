//! The CSS classes of cards and columns. `static/base.css` has their rules, because most pages need them.

use yew::prelude::*;

/// Returns the classes of a card for a form. While such a card is on the page, all columns of the page are narrow.
pub fn form_style() -> Classes {
    classes!("narrow", "card", "column")
}

/// Returns the class of a card, which is a box with a border and a shadow.
pub fn card_style() -> Classes {
    classes!("card")
}

/// Returns the class of a column, which shows its parts one below the other. The width of the column is limited, so
/// that its text is comfortable to read.
pub fn stack_style() -> Classes {
    classes!("column")
}
