//! When a page wants the stream of events (rule 17): while it is visible. A browser may freeze a hidden page without
//! another event, and a frozen page must not hold the stream.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;

use super::api::Api;
use crate::client::Following;
use crate::protocol::Protocol;

/// The events after which the page may be visible or hidden. The second value is `false` if the event says that the
/// page is frozen or left. Such a page counts as hidden, even if `document.hidden` is still `false` in some browsers.
const DOCUMENT_EVENTS: [(&str, bool); 3] = [("visibilitychange", true), ("resume", true), ("freeze", false)];
const WINDOW_EVENTS: [(&str, bool); 2] = [("pageshow", true), ("pagehide", false)];

/// Follows the events of the session while the page is visible, until the result is dropped. `None` outside of a page.
pub(crate) fn follow<P: Protocol>(api: &Api<P>) -> Option<impl Sized + use<P>> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let following = Rc::<RefCell<Option<Following>>>::default();
    let update = {
        let (api, document, following) = (api.clone(), document.clone(), following.clone());
        Rc::new(move |runs: bool| {
            let shown = runs && !document.hidden();
            let mut following = following.borrow_mut();
            if shown != following.is_some() {
                *following = shown.then(|| api.follow_events());
            }
        })
    };
    update(true);
    let listen = |target: &web_sys::EventTarget, (name, runs): (&'static str, bool)| {
        let update = update.clone();
        EventListener::new(target, name, move |_| update(runs))
    };
    let of_document = DOCUMENT_EVENTS.map(|event| listen(&document, event));
    let of_window = WINDOW_EVENTS.map(|event| listen(&window, event));
    let heard = api.bus().subscribe(move |_| {
        if let Some(following) = &*following.borrow() {
            following.look_again();
        }
    });
    Some((of_document, of_window, heard))
}
