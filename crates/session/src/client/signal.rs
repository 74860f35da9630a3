//! Wakes tasks that wait for a change. Each of them then checks what has changed.

use std::cell::RefCell;

use futures_channel::oneshot;

/// Wakes all tasks that wait at the moment.
#[derive(Default)]
pub struct Signal(RefCell<Vec<(u32, oneshot::Sender<()>)>>);

impl Signal {
    /// Returns a future that resolves at the next [`Signal::wake`].
    pub fn change(&self) -> oneshot::Receiver<()> {
        self.change_in_line(0)
    }

    /// Like [`Signal::change`], with a place in the order in which tasks are woken: lower places first, and tasks with the same
    /// place in the order of their calls.
    pub fn change_in_line(&self, place: u32) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.borrow_mut();
        // Without this, dropped receivers would pile up while nothing changes.
        waiting.retain(|(_, sender)| !sender.is_canceled());
        let after = waiting.partition_point(|(other, _)| *other <= place);
        waiting.insert(after, (place, sender));
        receiver
    }

    /// Wakes all waiting tasks.
    pub fn wake(&self) {
        for (_, sender) in self.0.take() {
            // An error means that the receiver was dropped.
            let _ = sender.send(());
        }
    }
}
