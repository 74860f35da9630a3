//! Whether the server can be reached, as far as the last event or the last answer tells.
//!
//! `navigator.onLine` alone is no proof: behind some VPNs and proxies it is always false.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;

use crate::bus::Bus;
use crate::event::Event;

/// One page's connection to its server.
pub(super) struct Connection {
    state: Rc<State>,
    _events: Option<[EventListener; 2]>,
}

struct State {
    lost: Cell<bool>,
    bus: Bus,
}

impl Connection {
    /// A connection that is there as far as anybody knows. It follows the browser's own events, and tells each change over
    /// the `bus`.
    pub(super) fn new(bus: Bus) -> Self {
        let state = Rc::new(State { lost: Cell::new(false), bus });
        let events = web_sys::window().map(|window| {
            [("offline", true), ("online", false)].map(|(name, lost)| {
                let state = state.clone();
                EventListener::new(&window, name, move |_| state.set_lost(lost))
            })
        });
        Connection { state, _events: events }
    }

    /// Whether the browser reported the loss of the network, or a request had no answer, and no answer came since.
    pub(super) fn is_lost(&self) -> bool {
        self.state.lost.get()
    }

    /// A request had no answer (`true`), or an answer of any kind came (`false`).
    pub(super) fn set_lost(&self, lost: bool) {
        self.state.set_lost(lost);
    }
}

impl State {
    fn set_lost(&self, lost: bool) {
        if self.lost.replace(lost) != lost {
            self.bus.publish(Event::Connection);
        }
    }
}
