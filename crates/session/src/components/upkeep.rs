//! What keeps the session alive while the app runs: it watches the record, and finishes what the server does not know yet.

use gloo_events::EventListener;
use yew::prelude::*;

use super::use_api::{use_api, use_bus_events};
use crate::browser::{use_restored, use_watch};
use crate::event::Event;
use crate::protocol::Protocol;

/// Shows nothing.
#[component]
pub(super) fn Upkeep<P: Protocol>() -> Html {
    let api = use_api::<P>();
    use_watch(api.clone());
    use_restored(api.clone());
    {
        let api = api.clone();
        use_bus_events::<P>(Callback::from(move |event| {
            if event == Event::Changed {
                api.on_record_changed();
            }
        }));
    }
    use_effect_with(api, |api| {
        api.resume();
        let api = api.clone();
        let online = web_sys::window().map(|window| EventListener::new(&window, "online", move |_| api.resume()));
        move || drop(online)
    });
    html! {}
}
