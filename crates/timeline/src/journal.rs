//! The journal of this tab: the last few hundred operations and events, and the last refresh with an unknown outcome.

mod entries;

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use crate::event::{EventKind, Origin, TimedEvent};
use crate::time::{self, Micros};
use evergreen_session::trace::Trace;

pub use entries::UnknownRefresh;
pub(crate) use entries::{BOUND, Entries};

/// The journal of a tab. All clones share their entries.
#[derive(Clone, Default)]
pub(crate) struct Journal(Rc<Inner>);

thread_local! {
    // Each page has exactly one journal. It is a thread-local, so that components do not have to pass it to each other.
    static JOURNAL: Journal = Journal::default();
}

#[derive(Default)]
struct Inner {
    entries: RefCell<Entries>,
    paused: Cell<bool>,
    /// Incremented with each change, so that the timeline knows when it has to be drawn again.
    version: Cell<u32>,
}

impl Journal {
    /// Returns the journal of this page. All callers share it.
    pub(crate) fn of_page() -> Journal {
        JOURNAL.with(Journal::clone)
    }

    /// Records a step of an operation, with the present time. While the recording is paused, operations that begin are
    /// not recorded.
    pub(crate) fn record_step(&self, trace: Trace<'_>) {
        if let Some(event) = EventKind::of_step(trace.step) {
            return self.record_event(event, Origin::Received, None);
        }
        self.0.entries.borrow_mut().step(trace, time::now(), self.is_paused());
        self.changed();
    }

    /// Records an event that this tab has just noticed. `from` is the time at which the event began, if that is known.
    /// Does nothing while the recording is paused.
    pub(crate) fn record_event(&self, event: impl Into<EventKind>, origin: Origin, from: Option<Micros>) {
        if !self.is_paused() {
            let event = event.into();
            self.0.entries.borrow_mut().event(TimedEvent { event, origin, at: time::now(), from });
            self.changed();
        }
    }

    /// Removes everything that the timeline shows. The last refresh with an unknown outcome is kept for
    /// [`last_unknown_refresh`], until [`Journal::forget_user`] removes it.
    pub(crate) fn clear(&self) {
        let Entries { unknown, refresh, .. } = self.0.entries.take();
        *self.0.entries.borrow_mut() = Entries { unknown, refresh, ..Entries::default() };
        self.changed();
    }

    /// Removes everything that a user did, except for a sign-out that is under way. Call this when the user has signed
    /// out, or when another user has signed in.
    pub(crate) fn forget_user(&self) {
        self.0.entries.borrow_mut().forget_user();
        self.changed();
    }

    /// Pauses or resumes the recording. An operation that began before a pause is recorded to its end.
    pub(crate) fn pause(&self, paused: bool) {
        self.0.paused.set(paused);
        self.changed();
    }

    /// Returns whether the recording is paused.
    pub(crate) fn is_paused(&self) -> bool {
        self.0.paused.get()
    }

    /// Returns a number that is different after each change of the journal.
    pub(crate) fn version(&self) -> u32 {
        self.0.version.get()
    }

    /// Returns the entries. Drop the result before the journal changes, because the result borrows the entries.
    pub(crate) fn entries(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    fn changed(&self) {
        self.0.version.set(self.0.version.get().wrapping_add(1));
    }
}

/// Returns the last refresh of this tab whose outcome is unknown. Returns `None` if the outcome of every refresh since
/// the page began is known. Refreshes for an earlier user do not count. The page needs an
/// [`observer`](crate::observer), which records the refreshes.
pub fn last_unknown_refresh() -> Option<UnknownRefresh> {
    Journal::of_page().entries().unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use evergreen_session::ServerEvent;
    use evergreen_session::trace::{End, EndStep, Operation, Step, StreamStep};

    #[test]
    fn a_step_of_the_idle_time_out_is_an_event() {
        let journal = Journal::default();
        journal.record_step(Trace { operation: 0, step: Step::Ending(EndStep::IdleWarning) });
        let entries = journal.entries();
        let texts: Vec<_> = entries.events.iter().map(crate::texts::event).collect();
        assert_eq!((texts, entries.operations.len()), (vec!["warning before the idle time-out".to_owned()], 0));
    }

    #[test]
    fn a_step_of_the_stream_of_events_is_an_event() {
        let journal = Journal::default();
        for step in [StreamStep::Waits, StreamStep::Open, StreamStep::Heard(ServerEvent::Ended), StreamStep::Closed] {
            journal.record_step(Trace { operation: 0, step: Step::Stream(step) });
        }
        let entries = journal.entries();
        let texts: Vec<_> = entries.events.iter().map(crate::texts::event).collect();
        assert_eq!(texts[..2], ["another tab holds the stream of events", "this tab holds the stream of events"]);
        assert_eq!(texts[2..], ["the server says: the session was ended", "the stream of events is closed"]);
        assert!(entries.operations.is_empty());
    }

    #[test]
    fn an_unknown_refresh_is_noted_during_a_pause_and_survives_a_clearing() {
        let journal = Journal::default();
        journal.pause(true);
        let (end, before) = (End::Unknown("the server failed"), journal.version());
        for step in [Step::Begun(Operation::Refresh), Step::Sent, Step::Answered(503), Step::Over(end)] {
            journal.record_step(Trace { operation: 1, step });
        }
        assert!(journal.entries().operations.is_empty() && journal.version() != before);
        journal.clear();
        assert_eq!(journal.entries().unknown.map(|unknown| unknown.status), Some(Some(503)));
        journal.forget_user();
        assert_eq!(journal.entries().unknown, None);
    }
}
