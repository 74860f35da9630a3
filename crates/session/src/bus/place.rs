//! The places of the listeners. A listener that subscribes takes a place, and leaves it when its subscription is
//! dropped. A place has a connection to the worker, which yew-agent calls a bridge.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use yew_agent::worker::WorkerBridge;

use super::worker::Fanout;
use crate::event::Event;

/// The subscription of a listener. The listener receives events until the subscription is dropped.
#[must_use = "a listener receives no events after its subscription is dropped"]
pub struct Subscription {
    place: Rc<Place>,
}

pub(super) type Listener = dyn Fn(Event);

/// The place of a listener, with a bridge. After the subscription of the listener was dropped, the place is free. Then
/// another listener may take it.
pub(super) struct Place {
    /// The listener. `None` if the place is free.
    pub(super) listener: RefCell<Option<Rc<Listener>>>,
    /// The number of the last publication before the listener subscribed. Echoes of this publication, and of the
    /// earlier ones, are ignored.
    pub(super) last_before: Cell<u32>,
    /// The listener's own bridge to the worker, so that the listeners do not depend on each other. `None` if there is
    /// no worker.
    _bridge: Option<WorkerBridge<Fanout>>,
}

impl Subscription {
    /// The subscription of the listener in this place.
    pub(super) fn of(place: Rc<Place>) -> Self {
        Self { place }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.place.listener.take();
    }
}

impl Place {
    /// Creates a free place.
    pub(super) fn new(bridge: Option<WorkerBridge<Fanout>>) -> Self {
        Self { listener: RefCell::default(), last_before: Cell::default(), _bridge: bridge }
    }

    /// The listener, if the place is not free.
    pub(super) fn listener(&self) -> Option<Weak<Listener>> {
        self.listener.borrow().as_ref().map(Rc::downgrade)
    }

    pub(super) fn is_free(&self) -> bool {
        self.listener.borrow().is_none()
    }
}
