//! Watches for what may have changed the record behind this page's back: other tabs, and time spent in the background.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{PageTransitionEvent, StorageEvent};

use super::api::Api;
use crate::event::Event;
use crate::protocol::Protocol;

/// Publishes [`Event::Changed`] when the record may have changed, for as long as the result is kept; `None` outside of a page.
pub fn listen<P: Protocol>(api: &Api<P>) -> Option<[EventListener; 3]> {
    let window = web_sys::window()?;
    let document = window.document()?;

    let written = api.clone();
    let written = EventListener::new(&window, "storage", move |event| {
        if written.is_record(event) {
            written.bus().publish(Event::Changed);
        }
    });
    // Browsers may hold back events of a page in the background, and of one they put to sleep.
    let visible = (api.clone(), document.clone());
    let visible = EventListener::new(&document, "visibilitychange", move |_| {
        let (api, document) = &visible;
        if !document.hidden() {
            api.bus().publish(Event::Changed);
        }
    });
    // Brought back by the back button as it was left; a page that was just loaded has read the record anyway.
    let shown = api.clone();
    let shown = EventListener::new(&window, "pageshow", move |event| {
        if event.dyn_ref::<PageTransitionEvent>().is_none_or(PageTransitionEvent::persisted) {
            shown.bus().publish(Event::Changed);
        }
    });
    Some([written, visible, shown])
}

/// Whether another tab wrote the record that is kept under this `key`, or emptied the storage: then the event has no key.
pub(crate) fn is_record(event: &web_sys::Event, key: &str) -> bool {
    let written = event.dyn_ref::<StorageEvent>().and_then(StorageEvent::key);
    written.is_none_or(|written| written == key)
}
