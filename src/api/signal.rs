//! Waking those who wait for something to change; they look for themselves what it was.
//! It must not know what changed.

use std::cell::RefCell;

use futures_channel::oneshot;

/// Wakes everybody who waits at the moment.
#[derive(Default)]
pub struct Signal(RefCell<Vec<oneshot::Sender<()>>>);

impl Signal {
    /// Settles at the next [`Signal::wake`].
    pub fn change(&self) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.borrow_mut();
        // Those who gave up would pile up where nothing ever changes.
        waiting.retain(|sender| !sender.is_canceled());
        waiting.push(sender);
        receiver
    }

    /// Wakes them.
    pub fn wake(&self) {
        for sender in self.0.take() {
            // One that gave up has dropped its end.
            let _ = sender.send(());
        }
    }
}
