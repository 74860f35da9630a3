//! A sentence that the page has to say: an error, or how something goes.
//! It must not know what it is about, nor how it looks: `static/base.css` does, since it may have to be said without us.

use yew::prelude::*;

use crate::components::text::text;

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

/// A sentence that comes and goes. Its box stays, unseen while it is empty: assistive tools announce reliably only what
/// comes to stand where there was a place for it.
pub fn passing(tone: Tone, words: Option<impl Into<AttrValue>>) -> Html {
    notice_at(tone, NodeRef::default(), words.map(|words| paragraph(words.into())).unwrap_or_default())
}

fn paragraph(words: AttrValue) -> Html {
    html! { <p>{ text(words) }</p> }
}

/// What the page has to say, and what can be done about it, in a box that assistive tools announce.
pub fn notice_with(tone: Tone, content: Html) -> Html {
    notice_at(tone, NodeRef::default(), content)
}

fn notice_at(tone: Tone, place: NodeRef, content: Html) -> Html {
    let (role, name) = match tone {
        Tone::Alert => ("alert", "alert"),
        Tone::Status => ("status", "status"),
        Tone::Success => ("status", "success"),
    };
    html! {
        <div class="notice" {role} data-tone={name} tabindex="-1" ref={place}>
            { content }
        </div>
    }
}
