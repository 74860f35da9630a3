//! The notices above every page. There are notices about a lost connection, an unconfirmed sign-out, and features that
//! this browser does not allow. Another notice is about a sign-in that was declined because another user is signed in.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::components::end_warnings::end_warnings;
use crate::components::notice::{Tone, notice_with, passing};
use crate::components::text::text;
use crate::session::{Api, SignedIn, use_api, use_bus_events, use_session};
use crate::texts::layout;

/// A sign-out gets a notice only if the server has not confirmed the sign-out after this time, in milliseconds.
const SIGN_OUT_DELAY: u32 = 1_000;

/// Returns the warnings before the session ends, and one element with the notices that apply now. If none applies, the
/// element is still on the page, but it shows nothing.
#[hook]
pub fn use_environment_notices() -> Html {
    let api = use_api();
    // The app detects a failure of the storage only when the app reads or writes the record. So this component renders
    // again when the record changes.
    let record = use_session();
    let unconfirmed = use_lasting(record.is_signing_out());
    let update = use_force_update();
    {
        // Some changes, such as a lost connection, do not change the record. The bus publishes an event for these
        // changes, too, so this component renders again after each event.
        let update = update.clone();
        use_bus_events(Callback::from(move |_| update.force_update()));
    }
    html! {
        <>
            { end_warnings(&api, &record) }
            <div class="column notices">
                { other_user(&api, record.signed_in(), update) }
                { for [
                    (api.is_offline(), layout::OFFLINE),
                    (unconfirmed, layout::UNCONFIRMED_SIGN_OUT),
                    (api.volatile(), layout::NO_STORAGE),
                    (!api.locks(), layout::NO_LOCKS),
                ].map(|(holds, words)| passing(Tone::Status, holds.then_some(words))) }
            </div>
        </>
    }
}

/// Returns a notice if the last sign-in of this tab was declined because another user was signed in. The notice has two
/// buttons: one signs this other user out, and one closes the notice. `signed_in` is the current session. Returns
/// nothing if there was no such sign-in, if the session of the other user has ended, or if the notice was closed.
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
    let name = signed_in.user.display_name();
    let content = html! {
        <>
            <p>{ text(layout::other_user(name, &declined)) }</p>
            <button type="button" onclick={sign_out}>{ layout::SIGN_OUT_FIRST }</button>
            <button type="button" onclick={stay}>{ text(layout::continue_as(name)) }</button>
        </>
    };
    notice_with(Tone::Alert, content)
}

/// Returns whether `holds` has been true without interruption for [`SIGN_OUT_DELAY`] milliseconds. The component
/// renders again when this time is over.
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
