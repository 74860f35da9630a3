//! How many calls may be in flight under a token that nobody has just tried (rule 6).
//! It must not know what a call is, nor what refreshes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::signal::Signal;
use crate::session::Stamp;

/// This many calls find out that a token has expired; all others wait for them.
pub const CANARIES: usize = 6;

/// One tab's gate. An answer opens it for one renewal, until nothing is in flight any more: a token that was good a
/// minute ago says nothing about the next hundred calls.
#[derive(Clone, Default)]
pub struct Gate(Rc<Inner>);

#[derive(Default)]
struct Inner {
    open: RefCell<Option<Stamp>>,
    worked: RefCell<Option<Stamp>>,
    in_flight: Cell<usize>,
    change: Signal,
}

/// The right to have one call in flight; dropping it lets the next one in.
#[must_use = "the call may be sent as long as the permit lives"]
pub struct Permit(Gate);

impl Gate {
    /// Lets a call in under `renewal`: anybody once the gate is open for it, else the first few.
    pub fn enter(&self, renewal: &Stamp) -> Option<Permit> {
        let in_flight = self.0.in_flight.get();
        let may = in_flight < CANARIES || self.0.open.borrow().as_ref() == Some(renewal);
        may.then(|| {
            self.0.in_flight.set(in_flight + 1);
            Permit(self.clone())
        })
    }

    /// A call under `renewal` was answered with anything but 401: the token is good, everybody may go.
    pub fn open(&self, renewal: &Stamp) {
        if self.0.open.borrow().as_ref() != Some(renewal) {
            *self.0.open.borrow_mut() = Some(renewal.clone());
            *self.0.worked.borrow_mut() = Some(renewal.clone());
            self.0.change.wake();
        }
    }

    /// Whether a call was ever answered under the token.
    pub fn has_worked(&self, renewal: &Stamp) -> bool {
        self.0.worked.borrow().as_ref() == Some(renewal)
    }

    /// Wakes when it makes sense to try [`Gate::enter`] again; a caller that changed what others wait for wakes them.
    pub fn change(&self) -> &Signal {
        &self.0.change
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let inner = &self.0.0;
        let in_flight = inner.in_flight.get() - 1;
        inner.in_flight.set(in_flight);
        if in_flight == 0 {
            inner.open.take();
        }
        inner.change.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_go_ahead_until_one_is_answered() {
        let (gate, renewal) = (Gate::default(), Stamp::new("r"));
        let permits: Vec<_> = (0..CANARIES).map(|_| gate.enter(&renewal).unwrap()).collect();
        assert!(gate.enter(&renewal).is_none());
        let mut waiter = gate.change().change();
        assert_eq!(waiter.try_recv(), Ok(None));
        gate.open(&renewal);
        assert_eq!(waiter.try_recv(), Ok(Some(())));
        assert!(gate.enter(&renewal).is_some());
        assert!(gate.enter(&Stamp::new("another")).is_none(), "the canaries are still out");
        drop(permits);
        assert!(gate.enter(&Stamp::new("another")).is_some());
    }

    #[test]
    fn a_token_is_tried_anew_when_nothing_is_in_flight() {
        let (gate, renewal) = (Gate::default(), Stamp::new("r"));
        let permit = gate.enter(&renewal);
        gate.open(&renewal);
        drop(permit);
        let _canaries: Vec<_> = (0..CANARIES).map(|_| gate.enter(&renewal).unwrap()).collect();
        assert!(gate.enter(&renewal).is_none());
        assert!(gate.has_worked(&renewal));
    }
}
