//! Wakes tasks that wait for a change. Each task then checks what has changed.

use std::cell::RefCell;

use futures_channel::oneshot;

/// A signal on which tasks wait for a change. A wake-up has no effect on tasks that begin to wait later.
#[derive(Default)]
pub struct Signal(RefCell<Vec<(u32, oneshot::Sender<()>)>>);

impl Signal {
    /// Returns a future that resolves at the next [`Signal::wake`], or with an error if the signal is dropped before.
    pub fn change(&self) -> oneshot::Receiver<()> {
        self.change_in_line(0)
    }

    /// Like [`Signal::change`], but with a place in the order in which tasks are woken. Tasks with a lower place are
    /// woken first. Tasks with the same place are woken in the order of their calls. The place of [`Signal::change`] is
    /// 0.
    pub fn change_in_line(&self, place: u32) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.borrow_mut();
        // This removes the senders whose receiver was dropped. Otherwise, the list would grow until the next wake-up.
        waiting.retain(|(_, sender)| !sender.is_canceled());
        let after = waiting.partition_point(|(other, _)| *other <= place);
        waiting.insert(after, (place, sender));
        receiver
    }

    /// Wakes all tasks that wait at the moment.
    pub fn wake(&self) {
        for (_, sender) in self.0.take() {
            // An error means that the receiver was dropped.
            let _ = sender.send(());
        }
    }
}
