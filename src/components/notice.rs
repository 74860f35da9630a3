//! A sentence that the page has to say: an error, or how something goes.
//! It must not know what it is about.

use stylist::css;
use yew::prelude::*;

use crate::style;

/// How urgent a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something went wrong; told at once.
    Alert,
    /// Something is under way or worth knowing; told when there is a pause.
    Status,
    /// Something went well; told when there is a pause.
    Success,
}

/// A sentence and no more.
pub fn notice(tone: Tone, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, NodeRef::default(), paragraph(words.into()))
}

/// A sentence that answers what the user just did: `place` is to move the focus there.
pub fn answer(tone: Tone, place: NodeRef, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, place, paragraph(words.into()))
}

fn paragraph(words: AttrValue) -> Html {
    html! { <p>{ words }</p> }
}

/// What the page has to say, and what can be done about it, in a box that assistive tools announce.
pub fn notice_with(tone: Tone, content: Html) -> Html {
    notice_at(tone, NodeRef::default(), content)
}

fn notice_at(tone: Tone, place: NodeRef, content: Html) -> Html {
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
    let (role, name) = match tone {
        Tone::Alert => ("alert", "alert"),
        Tone::Status => ("status", "status"),
        Tone::Success => ("status", "success"),
    };
    html! {
        <div {class} {role} data-tone={name} tabindex="-1" ref={place}>
            { content }
        </div>
    }
}
