//! What this browser keeps the app from doing, told once above the page and in nobody's way.
//! It must not know what the page is.

use gloo_timers::callback::Timeout;
use stylist::css;
use yew::prelude::*;

use crate::components::notice::{Tone, notice_with, passing};
use crate::components::text::text;
use crate::session::{Api, SignedIn, use_api, use_bus_events, use_session};
use crate::style;
use crate::texts::layout;

/// How long a sign-out may be on its way before it is mentioned, in ms.
const MOMENT: u32 = 1_000;

/// Notices about the network, the storage and the locks of this browser, and about another user's session.
#[hook]
pub fn use_environment_notices() -> Html {
    let api = use_api();
    // Whether storage works shows when the record is read or written, so this looks again whenever the record changes.
    let record = use_session();
    let unconfirmed = use_lasting(record.is_signing_out());
    let update = use_force_update();
    {
        // The record is not all that matters here.
        let update = update.clone();
        use_bus_events(Callback::from(move |_| update.force_update()));
    }
    let class = style::class(css!(
        r#"
        gap: var(--space-2);

        &:has(p) {
            margin-block-end: var(--space-4);
        }
        "#
    ));
    html! {
        <div class={classes!("column", class)}>
            { other_user(&api, record.signed_in(), update) }
            { for [
                (api.is_offline(), layout::OFFLINE),
                (unconfirmed, layout::UNCONFIRMED_SIGN_OUT),
                (api.volatile(), layout::NO_STORAGE),
                (!api.locks(), layout::NO_LOCKS),
            ].map(|(holds, words)| passing(Tone::Status, holds.then_some(words))) }
        </div>
    }
}

/// What a sign-in came to on a form that did not know yet that another user is signed in; and the offer to sign out first.
fn other_user(api: &Api, signed_in: Option<&SignedIn>, update: UseForceUpdateHandle) -> Html {
    let Some(signed_in) = signed_in.filter(|signed_in| api.was_declined_for(signed_in)) else {
        return html! {};
    };
    let declined = api.declined();
    let sign_out = {
        let api = api.clone();
        move |_| api.sign_out()
    };
    let stay = {
        let api = api.clone();
        move |_| {
            api.forget_declined();
            update.force_update();
        }
    };
    let name = &signed_in.user.username;
    let content = html! {
        <>
            <p>{ text(layout::other_user(name, &declined)) }</p>
            <button type="button" onclick={sign_out}>{ layout::SIGN_OUT_FIRST }</button>
            <button type="button" onclick={stay}>{ text(layout::continue_as(name)) }</button>
        </>
    };
    notice_with(Tone::Alert, content)
}

/// Whether something has held for a while: a sign-out that takes a moment is not worth a word.
#[hook]
fn use_lasting(holds: bool) -> bool {
    let lasts = use_state_eq(|| false);
    {
        let set = lasts.setter();
        use_effect_with(holds, move |holds| {
            set.set(false);
            let timer = holds.then(|| Timeout::new(MOMENT, move || set.set(true)));
            move || drop(timer)
        });
    }
    holds && *lasts
}
