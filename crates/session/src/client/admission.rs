//! Decides which requests may be sent while it is not known whether the server accepts the token (rule 6).

use std::cell::RefCell;
use std::rc::Rc;

use super::signal::Signal;
use super::timing;
use crate::record::{Millis, Stamp};

/// How many requests may be in flight while it is not known whether the server accepts the token. Further calls wait
/// for the response to one of these requests, but at most [`timing::TRIAL`] ms.
pub(super) const CANARIES: usize = 6;

/// Decides for one tab which calls may be sent. Clones share one state.
#[derive(Clone, Default)]
pub(super) struct Admission(Rc<Inner>);

#[derive(Default)]
struct Inner {
    trial: RefCell<Trial>,
    change: Signal,
}

/// The permission to have one request in flight. Dropping the permit makes room for the next request.
#[must_use = "the request may be in flight only while the permit is kept"]
pub struct Permit {
    admission: Admission,
    renewal: Stamp,
    number: u32,
}

/// What is known about the current token. Each token has a stamp, which is called its renewal. The current renewal is
/// the one that was passed to `enter` last, and the current token is the token with this renewal. A response to a
/// request that was sent under another renewal changes nothing here.
#[derive(Default)]
struct Trial {
    renewal: Option<Stamp>,
    /// Whether a response has shown that the server accepts the token. If no request counts as in flight, `enter` sets
    /// this back to `false`, because the token may have expired since the last response.
    good: bool,
    /// The renewal whose token was accepted last.
    worked: Option<Stamp>,
    /// The number of each request that counts as in flight, and the time at which the request was admitted. A request
    /// counts until its response headers arrive with a status other than 401, or until its permit is dropped. No
    /// request counts for longer than [`timing::TRIAL`] ms.
    in_flight: Vec<(u32, Millis)>,
    last_number: u32,
}

impl Admission {
    /// Returns a permit for one request under the record's current `renewal`, or `None` if the call has to wait. While
    /// the token is known to be accepted, every call gets a permit. Otherwise, a call gets a permit if fewer than
    /// [`CANARIES`] requests count as in flight. If `waited` is true, the call has already waited as long as it may, so
    /// it gets a permit in any case.
    pub(super) fn enter(&self, renewal: &Stamp, now: Millis, waited: bool) -> Option<Permit> {
        let number = self.0.trial.borrow_mut().enter(renewal, now, waited)?;
        Some(Permit { admission: self.clone(), renewal: renewal.clone(), number })
    }

    /// Notes that a request under `renewal` was answered with a status other than 401. If `renewal` is the current
    /// renewal, its token is accepted, and the waiting calls may be sent. Otherwise, nothing changes, because the
    /// response says nothing about the current token.
    fn open(&self, renewal: &Stamp) {
        let opened = self.0.trial.borrow_mut().open(renewal);
        if opened {
            self.0.change.wake();
        }
    }

    /// Whether the token of `renewal` is the token that the server accepted last.
    pub(super) fn has_worked(&self, renewal: &Stamp) -> bool {
        self.0.trial.borrow().worked.as_ref() == Some(renewal)
    }

    /// Returns the signal that wakes waiting calls. A call that is woken has to try [`Admission::enter`] again.
    pub(super) fn change(&self) -> &Signal {
        &self.0.change
    }
}

impl Trial {
    fn enter(&mut self, renewal: &Stamp, now: Millis, waited: bool) -> Option<u32> {
        if self.renewal.as_ref() != Some(renewal) {
            self.renewal = Some(renewal.clone());
            self.in_flight.clear();
        }
        // A request that was admitted [`timing::TRIAL`] ms ago or earlier no longer counts as in flight, so it does not
        // delay the other calls any more. Its response may only be slow, for example if the request is a long poll. So
        // a missing response says nothing about the token.
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

    /// Call this when the server has accepted the token of `renewal`. If `renewal` is the current renewal, the token
    /// counts as accepted from now on. Returns `true` if it did not count as accepted before, and `false` in all other
    /// cases.
    fn open(&mut self, renewal: &Stamp) -> bool {
        let current = self.renewal.as_ref() == Some(renewal);
        if current {
            self.worked.clone_from(&self.renewal);
        }
        current && !std::mem::replace(&mut self.good, true)
    }
}

impl Permit {
    /// Reports the status of the response. Call this as soon as the headers arrive. Any status except 401 makes room
    /// for the next request. A 401 does not, because the server would probably refuse the next request, too.
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
    fn six_requests_try_a_token_until_one_is_answered() {
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
    fn each_renewal_is_tried_by_six_requests() {
        let (admission, (first, second)) = (Admission::default(), stamps());
        let _earlier = enter_all(&admission, &first, NOW);
        let permits = enter_all(&admission, &second, NOW);
        assert_eq!(permits.len(), CANARIES);
        admission.open(&first);
        assert!(admission.enter(&second, NOW, false).is_none(), "a late response under the first renewal counted");
        assert!(!admission.has_worked(&first));
        admission.open(&second);
        assert!(admission.enter(&second, NOW, false).is_some());
        admission.open(&first);
        assert!(admission.enter(&second, NOW, false).is_some(), "a late response under the first renewal counted");
    }

    #[test]
    fn a_slow_response_neither_blocks_nor_admits_others() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let _slow = enter_all(&admission, &renewal, NOW);
        let later = NOW + Millis::from(timing::TRIAL);
        assert!(admission.enter(&renewal, later - 1, false).is_none());
        assert!(admission.enter(&renewal, later - 1, true).is_some(), "the call has waited for its whole time");
        assert!(admission.enter(&renewal, later, false).is_some());
        admission.open(&renewal);
        assert_eq!(enter_all(&admission, &renewal, later + Millis::from(timing::TRIAL)).len(), CANARIES);
        // If the clock was set back, the age of a request is unknown, so the request no longer counts.
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES);
    }

    #[test]
    fn a_refused_request_keeps_its_place_until_its_permit_is_dropped() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permits = enter_all(&admission, &renewal, NOW);
        permits.iter().for_each(|permit| permit.answered(401));
        assert!(admission.enter(&renewal, NOW, false).is_none());
        drop(permits);
        assert!(admission.enter(&renewal, NOW, false).is_some());
    }

    #[test]
    fn the_headers_of_a_response_admit_all_calls() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permits = enter_all(&admission, &renewal, NOW);
        permits[0].answered(403);
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), 100);
        permits.iter().for_each(|permit| permit.answered(200));
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES, "nothing is in flight any more");
    }

    #[test]
    fn a_token_is_tried_again_when_nothing_is_in_flight() {
        let (admission, (renewal, _)) = (Admission::default(), stamps());
        let permit = admission.enter(&renewal, NOW, false);
        admission.open(&renewal);
        drop(permit);
        assert_eq!(enter_all(&admission, &renewal, NOW).len(), CANARIES);
        assert!(admission.has_worked(&renewal));
    }
}
