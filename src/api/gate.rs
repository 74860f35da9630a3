//! How many calls may be in flight under a token that nobody has tried yet (rule 6).
//! It must not know what a call is, nor what refreshes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::signal::Signal;
use crate::session::Stamp;

/// This many calls find out that a token has expired; all others wait for them.
pub const CANARIES: usize = 6;

/// One tab's gate.
#[derive(Clone, Default)]
pub struct Gate(Rc<Inner>);

#[derive(Default)]
struct Inner {
    proven: RefCell<Option<Stamp>>,
    in_flight: Cell<usize>,
    change: Signal,
}

/// The right to have one call in flight; dropping it lets the next one in.
#[must_use = "the call may be sent as long as the permit lives"]
pub struct Permit(Option<Gate>);

impl Gate {
    /// Lets a call in under `renewal`: always once that is proven, else the first few.
    pub fn enter(&self, renewal: &Stamp) -> Option<Permit> {
        if self.is_proven(renewal) {
            return Some(Permit(None));
        }
        let in_flight = self.0.in_flight.get();
        (in_flight < CANARIES).then(|| {
            self.0.in_flight.set(in_flight + 1);
            Permit(Some(self.clone()))
        })
    }

    /// A call under `renewal` was answered with anything but 401: the token is good, everybody may go.
    pub fn prove(&self, renewal: &Stamp) {
        if !self.is_proven(renewal) {
            *self.0.proven.borrow_mut() = Some(renewal.clone());
            self.0.change.wake();
        }
    }

    /// Whether a token was seen to work.
    pub fn is_proven(&self, renewal: &Stamp) -> bool {
        self.0.proven.borrow().as_ref() == Some(renewal)
    }

    /// Wakes when it makes sense to try [`Gate::enter`] again; a caller that changed what others wait for wakes them.
    pub fn change(&self) -> &Signal {
        &self.0.change
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(Gate(inner)) = &self.0 {
            inner.in_flight.set(inner.in_flight.get() - 1);
            inner.change.wake();
        }
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
        gate.prove(&renewal);
        assert_eq!(waiter.try_recv(), Ok(Some(())));
        assert!(gate.enter(&renewal).is_some());
        assert!(gate.enter(&Stamp::new("another")).is_none(), "the canaries are still out");
        drop(permits);
        assert!(gate.enter(&Stamp::new("another")).is_some());
    }
}
