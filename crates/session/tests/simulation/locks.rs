//! Simulated Web Locks. Each lock is granted in the order of the requests, and is released when its [`Held`] is
//! dropped.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use evergreen_session::environment::LockName;
use futures_channel::oneshot;

/// The locks of the origin. All clones share them.
#[derive(Clone, Default)]
pub struct Locks(Rc<RefCell<[Lock; 3]>>);

#[derive(Default)]
struct Lock {
    holder: Option<usize>,
    waiting: VecDeque<(usize, oneshot::Sender<Held>)>,
}

/// A held lock. Dropping it grants the lock to the next tab in the queue.
pub struct Held {
    locks: Locks,
    name: LockName,
}

impl Locks {
    /// Requests the lock `name` for the tab `tab`. Returns two values: whether any tab held the lock before this
    /// request, and a receiver that resolves when the lock is granted to `tab`. Drop the receiver to cancel the
    /// request.
    pub fn ask(&self, tab: usize, name: LockName) -> (bool, oneshot::Receiver<Held>) {
        let (sender, receiver) = oneshot::channel();
        let contended = {
            let lock = &mut self.0.borrow_mut()[name as usize];
            let contended = lock.holder.is_some();
            lock.waiting.push_back((tab, sender));
            contended
        };
        if !contended {
            self.grant(name);
        }
        (contended, receiver)
    }

    pub fn holder(&self, name: LockName) -> Option<usize> {
        self.0.borrow()[name as usize].holder
    }

    fn grant(&self, name: LockName) {
        loop {
            let next = {
                let lock = &mut self.0.borrow_mut()[name as usize];
                let next = lock.waiting.pop_front();
                lock.holder = next.as_ref().map(|(tab, _)| *tab);
                next
            };
            let Some((_, sender)) = next else { return };
            if sender.is_canceled() {
                continue;
            }
            match sender.send(Held { locks: self.clone(), name }) {
                Ok(()) => return,
                Err(held) => std::mem::forget(held),
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.locks.grant(self.name);
    }
}
