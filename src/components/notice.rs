//! A sentence that the page has to say: an error, or how something goes.
//! It must not know what it is about.

use stylist::css;
use yew::prelude::*;

use crate::style;

/// How urgent a [`Notice`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something went wrong; told at once.
    Alert,
    /// Something is under way or worth knowing; told when there is a pause.
    Status,
    /// Something went well; told when there is a pause.
    Success,
}

/// What [`Notice`] takes.
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// How urgent it is.
    pub tone: Tone,
    /// To move the focus here, where the sentence answers what the user just did.
    #[prop_or_default]
    pub place: NodeRef,
    /// What it says, and what can be done about it.
    pub children: Html,
}

/// A sentence in a box, announced by assistive tools.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let class = style::class(css!(
        r#"
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-4);
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--line-strong);
        border-radius: var(--radius-s);
        background: var(--surface-2);
        color: var(--ink);

        &[data-tone="alert"] {
            border-color: var(--danger);
            background: var(--danger-soft);
        }
        &[data-tone="success"] {
            border-color: var(--ok);
            background: var(--ok-soft);
        }
        &:focus {
            outline: none;
        }
        &:focus-visible {
            outline: 3px solid var(--focus);
            outline-offset: 2px;
        }
        & p {
            flex: 1 1 14rem;
            min-width: 0;
            overflow-wrap: anywhere;
        }
        "#
    ));
    let (role, name) = match props.tone {
        Tone::Alert => ("alert", "alert"),
        Tone::Status => ("status", "status"),
        Tone::Success => ("status", "success"),
    };
    html! {
        <div {class} {role} data-tone={name} tabindex="-1" ref={props.place.clone()}>
            { props.children.clone() }
        </div>
    }
}
