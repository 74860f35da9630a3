//! A list of names with their values, in two columns.

use stylist::ast::sheet;
use yew::prelude::*;

use crate::components::text::text;
use crate::style;

/// A name for the first column, and its value for the second column.
pub type Entry = (&'static str, String);

/// Returns a `<dl>` with these entries, in this order.
pub fn description_list(entries: impl IntoIterator<Item = Entry>) -> Html {
    let class = style::class(|| {
        sheet!(
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
        )
    });
    html! {
        <dl {class}>
            { for entries.into_iter().map(|(name, value)| html! { <><dt>{ text(name) }</dt><dd>{ text(value) }</dd></> }) }
        </dl>
    }
}
