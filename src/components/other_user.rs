//! A sign-in on a form that did not know yet that another user is signed in: says who is, and offers to sign out first.

use yew::prelude::*;

use crate::api::use_api;
use crate::components::notice::{Tone, notice_with};
use crate::components::text::text;
use crate::session::use_session;

/// The username that somebody tried to sign in with while another user was signed in. The form is gone by then, so it is
/// kept above all pages; the next form offers it again.
#[derive(Clone, PartialEq)]
pub struct Attempt(UseStateHandle<Option<AttrValue>>);

impl Attempt {
    /// Somebody has, or what came of it is settled.
    pub fn set(&self, username: Option<AttrValue>) {
        self.0.set(username);
    }

    /// The username.
    pub fn username(&self) -> Option<AttrValue> {
        (*self.0).clone()
    }
}

/// Nobody has tried so far. For the component above all pages, which provides it as a context.
#[hook]
pub fn use_attempt() -> Attempt {
    Attempt(use_state_eq(|| None))
}

/// The notice, for as long as the other user is signed in.
#[component]
pub fn OtherUser() -> Html {
    let api = use_api();
    let record = use_session();
    let attempt = use_context::<Attempt>();
    let username = attempt.as_ref().and_then(Attempt::username);
    let (Some(attempt), Some(username), Some(user)) = (attempt, username, record.user()) else {
        return html! {};
    };
    let sign_out = move |_| api.sign_out();
    let stay = move |_| attempt.set(None);
    let content = html! {
        <>
            <p>{ text(format!("{} is signed in in this browser, so you were not signed in as {username}.", user.username)) }</p>
            <button type="button" onclick={sign_out}>{ "Sign out first" }</button>
            <button type="button" class="second" onclick={stay}>{ text(format!("Continue as {}", user.username)) }</button>
        </>
    };
    notice_with(Tone::Alert, content)
}
