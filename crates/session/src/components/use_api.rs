//! How components reach the api and its bus.

use yew::prelude::*;

use crate::browser::Api;
use crate::event::Event;
use crate::protocol::Protocol;

/// The api of this app: typed calls that refresh and send again as needed.
///
/// # Panics
/// Outside of a [`SessionProvider`](crate::SessionProvider), which is a mistake in the program.
#[hook]
pub fn use_api<P: Protocol>() -> Api<P> {
    use_context::<Api<P>>().expect("use_api needs a SessionProvider around it")
}

/// Calls `listener` with every event for as long as the component is mounted, over a line of its own to the worker.
///
/// # Panics
/// Outside of a [`SessionProvider`](crate::SessionProvider), which is a mistake in the program.
#[hook]
pub fn use_bus_events<P: Protocol>(listener: Callback<Event>) {
    let api = use_api::<P>();
    // The callback of the last render is the one to call; a new one is no reason to subscribe anew.
    let latest = use_mut_ref(|| listener.clone());
    *latest.borrow_mut() = listener;
    use_effect_with(api, move |api| {
        let subscription = api.bus().subscribe(move |event| {
            let listener = latest.borrow().clone();
            listener.emit(event);
        });
        move || drop(subscription)
    });
}
