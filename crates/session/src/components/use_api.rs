//! The hooks by which components use the api and its bus.

use yew::prelude::*;

use crate::browser::Api;
use crate::event::Event;
use crate::protocol::Protocol;

/// Returns the api of this tab. If the server refuses a call because of an expired token, the api refreshes the session
/// and sends the call again.
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_api<P: Protocol>() -> Api<P> {
    use_context::<Api<P>>().expect("use_api needs a SessionProvider around it")
}

/// Calls `listener` with every event of the session while the component is mounted. If the bus has a worker, each use
/// of the hook has its own connection to the worker.
///
/// # Panics
/// Panics outside of a [`SessionProvider`](crate::SessionProvider). Such a use is a mistake in the program.
#[hook]
pub fn use_bus_events<P: Protocol>(listener: Callback<Event>) {
    let api = use_api::<P>();
    // Each render may bring a new callback. The subscription stays and calls the latest callback.
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
