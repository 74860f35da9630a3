//! The entries of the journal. If there are too many entries, this module chooses which ones are removed.

use crate::event::TimedEvent;
use crate::operation::{OperationKind, TimedOperation};
use crate::time::{Micros, device_time};
use evergreen_session::Millis;
use evergreen_session::trace::{End, Operation, Step, Trace};

/// The journal keeps at most this many operations, and at most this many events.
pub(crate) const BOUND: usize = 500;

/// Everything that the journal contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entries {
    /// The operations, in the order of their numbers.
    pub(crate) operations: Vec<TimedOperation>,
    /// The events, in the order in which this tab noticed them.
    pub(crate) events: Vec<TimedEvent>,
    /// How many operations were removed to make room. The number becomes 0 when the entries are cleared, when the user
    /// has signed out, and when another user has signed in.
    pub(crate) forgotten: u32,
    /// The last refresh with an unknown outcome. It stays here after its operation was removed from `operations`. It is
    /// `None` at first, and becomes `None` again when the user has signed out, and when another user has signed in.
    pub(crate) unknown: Option<UnknownRefresh>,
    /// The number of the last refresh that began, and the status of its last response, if there was one.
    pub(crate) refresh: Option<(u32, Option<u16>)>,
}

/// A refresh with an unknown outcome: the server may have carried it out or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRefresh {
    at: Micros,
    /// Why the outcome is unknown, such as `the server failed`. The text is in English.
    pub reason: &'static str,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
}

impl UnknownRefresh {
    /// Returns the time at which the refresh ended, in milliseconds since 1970, by this device's clock.
    pub fn at(&self) -> Millis {
        device_time(self.at)
    }
}

impl Entries {
    /// Returns whether an operation has begun and has not ended yet.
    pub(crate) fn is_busy(&self) -> bool {
        self.operations.iter().any(|operation| operation.end.is_none())
    }

    /// Adds a step to its operation. The step `Begun` adds the operation itself, unless the recording is `paused`. Any
    /// other step is added only if its operation is in the journal. An operation is missing there if it was removed, or
    /// if it began during a pause.
    pub(super) fn step(&mut self, Trace { operation, step }: Trace<'_>, at: Micros, paused: bool) {
        self.note_refresh(operation, step, at);
        if let Step::Begun(kind) = step {
            if !paused {
                self.make_room();
                self.operations.push(TimedOperation::new(operation, kind, at));
            }
        } else if let Ok(place) = self.operations.binary_search_by_key(&operation, |one| one.number) {
            self.operations[place].step(step, at);
        }
    }

    /// Stores the number of the last refresh and the status of its response in `refresh`. If this refresh ends with an
    /// unknown outcome, also stores an entry in `unknown`. Both are stored even while the recording is paused.
    fn note_refresh(&mut self, operation: u32, step: Step<'_>, at: Micros) {
        match (step, &mut self.refresh) {
            (Step::Begun(Operation::Refresh), refresh) => *refresh = Some((operation, None)),
            (_, Some((refresh, status))) if *refresh == operation => match step {
                Step::Answered(answered) => *status = Some(answered),
                Step::Over(End::Unknown(reason)) => {
                    self.unknown = Some(UnknownRefresh { at, reason, status: *status });
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// If the journal is full, removes the oldest operation that has ended. If none has ended, removes the oldest
    /// request that has not been sent yet. If every request has been sent, removes the oldest operation.
    ///
    /// A request that was sent stays longer than one that waits. If many requests begin at once with an expired token,
    /// the first ones are sent and refused, and all others wait for the refresh. The refused requests must stay,
    /// because they show why there was a refresh.
    fn make_room(&mut self) {
        if self.operations.len() < BOUND {
            return;
        }
        let unsent =
            |one: &TimedOperation| one.end.is_none() && one.sends() == 0 && matches!(one.kind, OperationKind::Call(..));
        let operations = || self.operations.iter();
        let place = operations().position(|one| one.end.is_some()).or_else(|| operations().position(unsent));
        let place = place.unwrap_or_default();
        self.operations.remove(place);
        self.forgotten = self.forgotten.saturating_add(1);
    }

    pub(super) fn forget_user(&mut self) {
        let mut operations = std::mem::take(self).operations;
        operations.retain(|one| one.end.is_none() && one.kind == OperationKind::SignOut);
        self.operations = operations;
    }

    pub(super) fn event(&mut self, event: TimedEvent) {
        if self.events.len() == BOUND {
            self.events.remove(0);
        }
        self.events.push(event);
    }
}

#[cfg(test)]
mod tests;
