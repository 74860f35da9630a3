//! Waking those who wait for something to change; they look for themselves what it was.
//! It must not know what changed.

use std::cell::RefCell;

use futures_channel::oneshot;

/// Wakes everybody who waits at the moment.
#[derive(Default)]
pub struct Signal(RefCell<Vec<(u32, oneshot::Sender<()>)>>);

impl Signal {
    /// Settles at the next [`Signal::wake`].
    pub fn change(&self) -> oneshot::Receiver<()> {
        self.change_in_line(0)
    }

    /// The same, in line: before all of a higher `place`, and after those of the same who came before.
    pub fn change_in_line(&self, place: u32) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.borrow_mut();
        // Those who gave up would pile up where nothing ever changes.
        waiting.retain(|(_, sender)| !sender.is_canceled());
        let after = waiting.partition_point(|(other, _)| *other <= place);
        waiting.insert(after, (place, sender));
        receiver
    }

    /// Wakes them.
    pub fn wake(&self) {
        for (_, sender) in self.0.take() {
            // One that gave up has dropped its end.
            let _ = sender.send(());
        }
    }
}
