//! Notices: errors, progress and success, as live regions that screen readers announce. `static/base.css` has their
//! styles, because `static/boot.js` also shows notices if the program does not run.

use yew::prelude::*;

use crate::components::text::text;

/// The kind of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// An error. Screen readers announce it at once.
    Alert,
    /// Progress or information. Screen readers announce it at the next pause.
    Status,
    /// Success. Screen readers announce it at the next pause.
    Success,
}

/// A notice with this text.
pub fn notice(tone: Tone, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, NodeRef::default(), paragraph(words.into()))
}

/// A notice about what the user has just done. `place` becomes a reference to the notice, so that the form can move the
/// focus to it.
pub fn answer(tone: Tone, place: NodeRef, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, place, paragraph(words.into()))
}

/// A notice that is shown only if there are `words`. Its element always stays on the page, and is invisible while it is
/// empty: screen readers reliably announce only a change inside a live region that already exists.
pub fn passing(tone: Tone, words: Option<impl Into<AttrValue>>) -> Html {
    notice_at(tone, NodeRef::default(), words.map(|words| paragraph(words.into())).unwrap_or_default())
}

fn paragraph(words: AttrValue) -> Html {
    html! { <p>{ text(words) }</p> }
}

/// A notice with this content, such as a text and buttons.
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
