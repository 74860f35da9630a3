//! A notice tells the user about an error, about progress or about success. It is a live region, so screen readers
//! announce it. The script `static/boot.js` also shows a notice if the program cannot start or has stopped. At that
//! time, styles from Rust may be missing. So the styles of notices are in `static/base.css`.

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

/// Returns a notice with this text.
pub fn notice(tone: Tone, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, NodeRef::default(), paragraph(words.into()))
}

/// Returns a notice about the result of what the person has just done, such as sending a form. `place` becomes a
/// reference to the notice, so that the form can move the focus to the notice.
pub fn answer(tone: Tone, place: NodeRef, words: impl Into<AttrValue>) -> Html {
    notice_at(tone, place, paragraph(words.into()))
}

/// Returns a notice that comes and goes. Without `words`, its element is empty and invisible, but stays on the page.
/// Screen readers reliably announce a text only in a live region that was on the page before the text.
pub fn passing(tone: Tone, words: Option<impl Into<AttrValue>>) -> Html {
    notice_at(tone, NodeRef::default(), words.map(|words| paragraph(words.into())).unwrap_or_default())
}

fn paragraph(words: AttrValue) -> Html {
    html! { <p>{ text(words) }</p> }
}

/// Returns a notice with this content, such as a text and buttons.
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
