//! What this browser keeps the app from doing, told once above the page and in nobody's way.
//! It must not know what the page is.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use stylist::css;
use yew::prelude::*;

use crate::api::use_api;
use crate::components::notice::{Tone, passing};
use crate::session::use_session;
use crate::style;

/// How long a sign-out may be on its way before it is mentioned, in ms.
const MOMENT: u32 = 1_000;

/// Notices about the network, the storage and the locks of this browser.
#[component]
pub fn Circumstances() -> Html {
    let api = use_api();
    // Whether storage works shows when the record is read or written, so this looks again whenever the record changes.
    let record = use_session();
    let untold = use_lasting(record.is_leaving());
    let offline = use_offline();
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
            { for [
                (offline, "You are offline. What is on the page stays; nothing new arrives until the network is back."),
                (untold, "You are signed out in this browser. The server doesn’t know yet; it will be told as soon as it can be reached."),
                (api.volatile(), "This browser lets the app store nothing, so you are signed in only here, until this page is closed or loaded again."),
                (!api.locks(), "This browser can’t make tabs wait for each other here. Use one tab, or open the app over https."),
            ].map(|(holds, words)| passing(Tone::Status, holds.then_some(words))) }
        </div>
    }
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

/// Whether the device says that it has no network.
#[hook]
fn use_offline() -> bool {
    let offline = use_state(is_offline);
    {
        let set = offline.setter();
        use_effect_with((), move |()| {
            let listeners = web_sys::window().map(|window| {
                ["online", "offline"].map(|name| {
                    let set = set.clone();
                    EventListener::new(&window, name, move |_| set.set(is_offline()))
                })
            });
            move || drop(listeners)
        });
    }
    *offline
}

fn is_offline() -> bool {
    // Natively there is no window to ask.
    cfg!(target_arch = "wasm32") && web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
