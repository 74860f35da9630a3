//! Hides the page for a moment: from the moment at which its session is over until its components have rendered the
//! sign-in form. So no frame shows data of a session that is over.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Reflect;

use super::api::Api;
use crate::bus::Subscription;
use crate::event::Event;
use crate::protocol::Protocol;

/// Tells when the components of the page have read the record and rendered.
#[derive(Default)]
pub(super) struct Redraw(RefCell<Option<Subscription>>);

impl Redraw {
    /// Lets the components read the record, and calls `done` when they have rendered. Also calls it after later events.
    pub(super) fn run<P: Protocol>(&self, api: &Api<P>, done: Rc<dyn Fn()>) {
        // The components read the record when they receive `Event::Changed`, which is published below. The listener
        // here subscribes after the components, so it receives the event after them. Yew does not render at once, so
        // the listener starts a timer. The timer fires after Yew has rendered.
        let heard = api.bus().subscribe(move |_| {
            let done = done.clone();
            Timeout::new(0, move || done()).forget();
        });
        *self.0.borrow_mut() = Some(heard);
        api.bus().publish(Event::Changed);
    }
}

/// Makes the page invisible or visible. Unlike a page that is `hidden`, an invisible one can take the focus, so the
/// sign-in form can move the focus before it is seen.
pub(super) fn set_invisible(invisible: bool) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    // The types of web-sys for a style would make the program larger than `Reflect`, which is in it anyway.
    if let Some(style) = root.and_then(|root| Reflect::get(&root, &"style".into()).ok()) {
        // If this fails, the page is as visible as without this module.
        let opacity = if invisible { "0" } else { "" };
        let _ = Reflect::set(&style, &"opacity".into(), &opacity.into());
    }
}
