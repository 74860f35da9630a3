//! Loads the warnings before a session ends, and shows them above every page.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::parts;
use crate::session::{use_api, use_session};

/// The pause before a failed load is tried again, in milliseconds.
const PAUSE: u32 = 10_000;

/// The warnings: the question before the idle time-out, and the notice of an end that the server has announced. They are
/// loaded as soon as a session is known to end, because the network may be gone when they are needed.
#[component]
pub fn EndWarnings() -> Html {
    let (api, record) = (use_api(), use_session());
    let warnings = use_state(Html::default);
    let ends = record.signed_in().is_some_and(|signed_in| {
        api.has_idle_timeout() || signed_in.session_ends_at.is_some() || signed_in.idle_expires_in.is_some()
    });
    let set = warnings.setter();
    use_effect_with(ends, move |ends| {
        if *ends {
            spawn_local(async move {
                loop {
                    match parts::warnings().await {
                        Ok(loaded) => return set.set(loaded),
                        Err(_) => TimeoutFuture::new(PAUSE).await,
                    }
                }
            });
        }
    });
    (*warnings).clone()
}
