//! Whether the server can be reached. The latest of these events decides: a response, a request that did not reach the
//! server, or the browser's event `online` or `offline`.
//!
//! `navigator.onLine` is not enough: with some VPNs and proxies it is always false.

use std::cell::Cell;
use std::rc::Rc;

use gloo_events::EventListener;

use crate::bus::Bus;
use crate::event::Event;

/// Whether one page can reach its server, as far as the page knows.
pub(super) struct Connection {
    state: Rc<State>,
    _events: Option<[EventListener; 2]>,
}

struct State {
    lost: Cell<bool>,
    bus: Bus,
}

impl Connection {
    /// Starts to listen to the browser's events. The server counts as reachable until an event or a request shows
    /// otherwise. Each change is published on `bus`.
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

    /// Whether the server counts as unreachable. This state begins when the browser reports that it is offline, or when
    /// a request cannot reach the server. It ends when the browser reports that it is online, or when any response
    /// arrives.
    pub(super) fn is_lost(&self) -> bool {
        self.state.lost.get()
    }

    /// Reports that a request could not reach the server (`true`), or that a response of any kind arrived (`false`).
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
