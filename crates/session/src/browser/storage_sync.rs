//! Notices when the record may have changed outside of this page: because another tab wrote it, or because the page was
//! in the background and may have missed a change.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::PageTransitionEvent;

use super::api::Api;
use crate::event::Event;
use crate::protocol::Protocol;

/// Returns listeners that publish [`Event::Changed`] each time the record may have changed. They stop when they are
/// dropped. Returns `None` outside of a page.
pub fn listen<P: Protocol>(api: &Api<P>) -> Option<[EventListener; 3]> {
    let window = web_sys::window()?;
    let document = window.document()?;

    let written = api.clone();
    let written = EventListener::new(&window, "storage", move |event| {
        if written.is_record(event) {
            written.bus().publish(Event::Changed);
        }
    });
    // A browser may delay the events of a page that is in the background or frozen. So the record is read when the page
    // becomes visible.
    let visible = (api.clone(), document.clone());
    let visible = EventListener::new(&document, "visibilitychange", move |_| {
        let (api, document) = &visible;
        if !document.hidden() {
            api.bus().publish(Event::Changed);
        }
    });
    // A page that comes out of the back/forward cache may have missed a change. So the record is read when the page is
    // shown. A page that was just loaded needs no event, because it has already read the record.
    let shown = api.clone();
    let shown = EventListener::new(&window, "pageshow", move |event| {
        if event.dyn_ref::<PageTransitionEvent>().is_none_or(PageTransitionEvent::persisted) {
            shown.bus().publish(Event::Changed);
        }
    });
    Some([written, visible, shown])
}
