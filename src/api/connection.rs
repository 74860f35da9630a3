//! Whether the server can be reached, as far as the last event or the last answer tells.
//!
//! `navigator.onLine` alone is no proof: behind some VPNs and proxies it is always false.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_events::EventListener;

use super::signal::Signal;

/// One page's connection to its server: all clones are the same.
#[derive(Clone, Default)]
pub struct Connection(Rc<Inner>);

#[derive(Default)]
struct Inner {
    lost: Cell<bool>,
    change: Signal,
}

impl Connection {
    /// Whether the browser reported the loss of the network, or a request had no answer, and no answer came since.
    pub fn is_lost(&self) -> bool {
        self.0.lost.get()
    }

    /// Settles when [`Connection::is_lost`] changes.
    pub fn change(&self) -> oneshot::Receiver<()> {
        self.0.change.change()
    }

    /// A request had no answer (`true`), or any answer at all came (`false`).
    pub(super) fn set_lost(&self, lost: bool) {
        if self.0.lost.replace(lost) != lost {
            self.0.change.wake();
        }
    }

    /// Follows the browser's own events for as long as the result is kept.
    pub(super) fn follow_browser(&self) -> Option<[EventListener; 2]> {
        let window = web_sys::window()?;
        Some([("offline", true), ("online", false)].map(|(name, lost)| {
            let connection = self.clone();
            EventListener::new(&window, name, move |_| connection.set_lost(lost))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once() {
        let connection = Connection::default();
        let mut change = connection.change();
        connection.set_lost(false);
        assert_eq!(change.try_recv(), Ok(None));
        connection.set_lost(true);
        assert_eq!((change.try_recv(), connection.is_lost()), (Ok(Some(())), true));
        let mut change = connection.change();
        connection.set_lost(true);
        assert_eq!(change.try_recv(), Ok(None));
        connection.set_lost(false);
        assert_eq!((change.try_recv(), connection.is_lost()), (Ok(Some(())), false));
    }
}
