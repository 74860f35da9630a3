//! Names and values in two columns.
//! It must not know what they are about.

use stylist::css;
use yew::prelude::*;

use crate::components::text::text;
use crate::style;

/// One name and its value.
pub type Fact = (&'static str, String);

/// A list of them.
pub fn facts(facts: impl IntoIterator<Item = Fact>) -> Html {
    let class = style::class(css!(
        r#"
        display: grid;
        grid-template-columns: fit-content(40vw) minmax(0, 1fr);
        gap: var(--space-1) var(--space-5);

        & dt {
            color: var(--muted);
        }
        & dd {
            overflow-wrap: anywhere;
        }
        "#
    ));
    html! {
        <dl {class}>
            { for facts.into_iter().map(|(name, value)| html! { <><dt>{ text(name) }</dt><dd>{ text(value) }</dd></> }) }
        </dl>
    }
}
