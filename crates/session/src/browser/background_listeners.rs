//! Keeps the session up to date while the app runs: watches the record, and continues pending sign-outs.

use gloo_events::EventListener;

use super::api::Api;
use super::{bfcache, idle, storage_sync};
use crate::event::Event;
use crate::protocol::Protocol;

/// Starts to watch the record, and continues a sign-out that the server has not confirmed. The watching ends when the
/// result is dropped, but a sign-out that is already under way continues. Call this once for each `api`.
#[must_use = "the listeners end once this is dropped"]
pub(crate) fn start<P: Protocol>(api: &Api<P>) -> impl Sized + use<P> {
    let watched = storage_sync::listen(api);
    let kept = bfcache::listen(api);
    let heard = {
        let api = api.clone();
        api.bus().clone().subscribe(move |event| {
            if event == Event::Changed {
                api.on_record_changed();
            }
        })
    };
    let online = {
        let api = api.clone();
        web_sys::window().map(|window| EventListener::new(&window, "online", move |_| api.resume()))
    };
    api.resume();
    (watched, kept, heard, online, idle::listen(api))
}
