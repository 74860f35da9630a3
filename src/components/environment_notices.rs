//! The notices above every page. They are about a lost connection, a sign-out that the server has not confirmed,
//! features that this browser does not allow, and a sign-in that was declined because another user is signed in.

use gloo_timers::callback::Timeout;
use stylist::css;
use yew::prelude::*;

use crate::components::notice::{Tone, notice_with, passing};
use crate::components::text::text;
use crate::session::{Api, SignedIn, use_api, use_bus_events, use_session};
use crate::style;
use crate::texts::layout;

/// A sign-out that the server confirms within this time, in ms, needs no notice.
const SIGN_OUT_DELAY: u32 = 1_000;

/// Returns the notices in one element, which is empty if there is no notice.
#[hook]
pub fn use_environment_notices() -> Html {
    let api = use_api();
    // The app notices a failure of the storage when it reads or writes the record. So this component renders again when
    // the record changes.
    let record = use_session();
    let unconfirmed = use_lasting(record.is_signing_out());
    let update = use_force_update();
    {
        // Events also report changes that are not in the record, such as a lost connection.
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

/// Returns a notice if a sign-in was declined, because another user had signed in while the form was still open. The
/// notice offers to sign this other user out.
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

/// Whether `holds` has been true for [`SIGN_OUT_DELAY`].
#[hook]
fn use_lasting(holds: bool) -> bool {
    let lasts = use_state_eq(|| false);
    {
        let set = lasts.setter();
        use_effect_with(holds, move |holds| {
            set.set(false);
            let timer = holds.then(|| Timeout::new(SIGN_OUT_DELAY, move || set.set(true)));
            move || drop(timer)
        });
    }
    holds && *lasts
}
