//! How many calls may be in flight under a token that no answer has just shown to be good (rule 6).

use std::cell::RefCell;
use std::rc::Rc;

use super::signal::Signal;
use super::timing;
use crate::record::{Millis, Stamp};

/// This many calls find out whether a token is good; all others wait for them.
pub const CANARIES: usize = 6;

/// One tab's gate.
#[derive(Clone, Default)]
pub struct Admission(Rc<Inner>);

#[derive(Default)]
struct Inner {
    trial: RefCell<Trial>,
    change: Signal,
}

/// The right to have one call in flight; dropping it lets the next one in.
#[must_use = "the call may be sent as long as the permit lives"]
pub struct Permit {
    admission: Admission,
    renewal: Stamp,
    number: u32,
}

/// What is known about the token of one renewal. Calls under an earlier renewal have no part in it.
#[derive(Default)]
struct Trial {
    renewal: Option<Stamp>,
    /// An answer showed that the token is good, and since then calls have been in flight without a break: a token that
    /// was good a minute ago says nothing about the next hundred calls.
    good: bool,
    /// The renewal whose token was last shown to be good.
    worked: Option<Stamp>,
    /// The calls whose headers are not here yet, or were a 401: their numbers, and when they were sent.
    in_flight: Vec<(u32, Millis)>,
    last_number: u32,
}

impl Admission {
    /// Lets a call in under the record's present `renewal`: each one while the token is known to be good, else the first
    /// few. A call that has `waited` its time is let in without condition.
    pub fn enter(&self, renewal: &Stamp, now: Millis, waited: bool) -> Option<Permit> {
        let number = self.0.trial.borrow_mut().enter(renewal, now, waited)?;
        Some(Permit { admission: self.clone(), renewal: renewal.clone(), number })
    }

    /// A call under `renewal` was answered with anything but 401: the token is good, and all calls may go. An answer under
    /// an earlier renewal says nothing about the present token.
    fn open(&self, renewal: &Stamp) {
        let opened = self.0.trial.borrow_mut().open(renewal);
        if opened {
            self.0.change.wake();
        }
    }

    /// Whether a call was ever answered under the token.
    pub fn has_worked(&self, renewal: &Stamp) -> bool {
        self.0.trial.borrow().worked.as_ref() == Some(renewal)
    }

    /// Wakes when it makes sense to try [`Admission::enter`] again; a caller that changed what others wait for wakes them.
    pub fn change(&self) -> &Signal {
        &self.0.change
    }
}

impl Trial {
    fn enter(&mut self, renewal: &Stamp, now: Millis, waited: bool) -> Option<u32> {
        if self.renewal.as_ref() != Some(renewal) {
            self.renewal = Some(renewal.clone());
            self.in_flight.clear();
        }
        // A slow answer, or a long poll, says nothing about the token and must not stop the others.
        self.in_flight.retain(|(_, since)| now.checked_sub(*since).is_some_and(|age| age < timing::TRIAL.into()));
        if self.in_flight.is_empty() {
            self.good = false;
        }
        let may = self.good || waited || self.in_flight.len() < CANARIES;
        may.then(|| {
            self.last_number = self.last_number.wrapping_add(1);
            self.in_flight.push((self.last_number, now));
            self.last_number
        })
    }

    /// Whether this is news.
    fn open(&mut self, renewal: &Stamp) -> bool {
        let current = self.renewal.as_ref() == Some(renewal);
        if current {
            self.worked.clone_from(&self.renewal);
        }
        current && !std::mem::replace(&mut self.good, true)
    }
}

impl Permit {
    /// The headers of the call's answer are here, with this status. With a 401 the call keeps its place until it has
    /// started its refresh: the next one would be refused, too.
    pub fn answered(&self, status: u16) {
        if status != 401 {
            self.admission.open(&self.renewal);
            self.leave();
        }
    }

    fn leave(&self) {
        self.admission.0.trial.borrow_mut().in_flight.retain(|(number, _)| *number != self.number);
        self.admission.0.change.wake();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_000_000;

    fn stamps() -> (Stamp, Stamp) {
        (Stamp::new("first"), Stamp::new("second"))
    }

    fn enter_all(admission: &Admission, renewal: &Stamp, now: Millis) -> Vec<Permit> {
        std::iter::from_fn(|| admission.enter(renewal, now, false)).take(100).collect()
    }

    #[test]
    fn six_go_ahead_until_one_is_answered() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permits = enter_all(&admission, &renewal, NOW);
        assert_eq!(permits.len(), CANARIES);
        let mut waiter = admission.change().change();
        assert_eq!(waiter.try_recv(), Ok(None));
        admission.open(&renewal);
        assert_eq!(waiter.try_recv(), Ok(Some(())));
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), 100);
        drop(permits);
    }

    #[test]
    fn each_renewal_is_tried_by_six_of_its_own() {
        let (admission, (first, second)) = (Admission::default(), stamps());
        let _earlier = enter_all(&admission, &first, NOW);
        let permits = enter_all(&admission, &second, NOW);
        assert_eq!(permits.len(), CANARIES);
        admission.open(&first);
        assert!(admission.enter(&second, NOW, false).is_none(), "a late answer under the first opened the second");
        assert!(!admission.has_worked(&first));
        admission.open(&second);
        assert!(admission.enter(&second, NOW, false).is_some());
        admission.open(&first);
        assert!(admission.enter(&second, NOW, false).is_some(), "a late answer under the first closed the second");
    }

    #[test]
    fn a_slow_answer_stops_nobody_and_keeps_nothing_open() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let _slow = enter_all(&admission, &renewal, NOW);
        let later = NOW + Millis::from(timing::TRIAL);
        assert!(admission.enter(&renewal, later - 1, false).is_none());
        assert!(admission.enter(&renewal, later - 1, true).is_some(), "it has waited its time");
        assert!(admission.enter(&renewal, later, false).is_some());
        admission.open(&renewal);
        assert_eq!(enter_all(&admission, &renewal, later + Millis::from(timing::TRIAL)).len(), CANARIES);
        // A clock that was set back tells no age.
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES);
    }

    #[test]
    fn a_refused_call_keeps_its_place_until_it_goes() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permits = enter_all(&admission, &renewal, NOW);
        permits.iter().for_each(|permit| permit.answered(401));
        assert!(admission.enter(&renewal, NOW, false).is_none());
        drop(permits);
        assert!(admission.enter(&renewal, NOW, false).is_some());
    }

    #[test]
    fn an_answer_opens_the_gate_before_its_body_is_read() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permits = enter_all(&admission, &renewal, NOW);
        permits[0].answered(403);
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), 100);
        permits.iter().for_each(|permit| permit.answered(200));
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES, "nothing is in flight any more");
    }

    #[test]
    fn a_token_is_tried_anew_when_nothing_is_in_flight() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permit = admission.enter(&renewal, NOW, false);
        admission.open(&renewal);
        drop(permit);
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES);
        assert!(admission.has_worked(&renewal));
    }
}
