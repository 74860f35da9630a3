//! A mutex for the tasks of one tab, which run in one thread. The mutex of futures-util is not used, because it would
//! add 0.5 KB (compressed with brotli) to the first load of the app. The first load would then exceed its limit.

use std::cell::Cell;
use std::rc::Rc;

use super::signal::Signal;

/// A mutex that at most one task holds at a time. Clones refer to the same mutex.
#[derive(Clone, Default)]
pub(crate) struct Mutex(Rc<Inner>);

#[derive(Default)]
struct Inner {
    held: Cell<bool>,
    freed: Signal,
}

/// The held mutex. Dropping it releases the mutex.
#[must_use = "the mutex is held only while this is kept"]
pub(crate) struct Locked(Rc<Inner>);

impl Mutex {
    /// Waits until no task holds the mutex, and takes the mutex.
    pub(crate) async fn lock(&self) -> Locked {
        while self.0.held.replace(true) {
            // A release wakes all waiting tasks. The first task that runs then takes the mutex.
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
