//! The surfaces that pages are made of: the card of a form, the card of a text, and a stack of several.
//! It must not know what stands on them.

use stylist::css;
use yew::prelude::*;

use crate::style;

/// The class of a narrow card with fields below each other.
pub fn form_style() -> Classes {
    style::class(css!(
        r#"
        max-width: var(--column);
        margin-inline: auto;
        padding: var(--space-5);
        display: grid;
        gap: var(--space-4);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow);

        & h1 {
            font-size: var(--text-xl);
        }
        & form {
            display: grid;
            gap: var(--space-4);
        }
        & button {
            width: 100%;
        }
        @media (max-width: 30rem) {
            padding: var(--space-4);
        }
        "#
    ))
}

/// The class of a card of text, as wide as reads well.
pub fn card_style() -> Classes {
    style::class(css!(
        r#"
        max-width: 44rem;
        padding: var(--space-5);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow);
        overflow-wrap: anywhere;

        @media (max-width: 30rem) {
            padding: var(--space-4);
        }
        "#
    ))
}

/// The class of a page of several parts.
pub fn stack_style() -> Classes {
    style::class(css!(
        r#"
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: stretch;
        gap: var(--space-4);
        max-width: 44rem;
        margin-inline: auto;
        "#
    ))
}
