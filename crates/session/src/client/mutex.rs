//! A lock for the tasks of one tab, which needs no threads.
//! It must not know what it protects.

use std::cell::Cell;
use std::rc::Rc;

use super::signal::Signal;

/// Held by one task at a time.
#[derive(Clone, Default)]
pub(crate) struct Mutex(Rc<Inner>);

#[derive(Default)]
struct Inner {
    held: Cell<bool>,
    freed: Signal,
}

/// The lock, held. Dropping it lets the next one in.
#[must_use = "the lock is held as long as this lives"]
pub(crate) struct Locked(Rc<Inner>);

impl Mutex {
    /// Waits until nobody holds it, and takes it.
    pub(crate) async fn lock(&self) -> Locked {
        while self.0.held.replace(true) {
            // Woken with all who wait; the first to look takes it.
            let _ = self.0.freed.change().await;
        }
        Locked(self.0.clone())
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        self.0.held.set(false);
        self.0.freed.wake();
    }
}
