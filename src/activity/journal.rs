//! What is remembered for the timeline: the last few hundred operations and events, and the last refresh of unknown outcome.
//! It must not grow without bound, nor cost anything but a few lines while nobody looks.

use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

use super::clock::{Micros, since_start};
use super::lane::{About, Lane};
use evergreen_session::Event;
use evergreen_session::trace::{End, Operation, Step, Trace};

/// How many operations are remembered, and how many marks.
pub const BOUND: usize = 500;

/// One tab's journal: all clones are the same.
#[derive(Clone, Default)]
pub struct Journal(Rc<Inner>);

thread_local! {
    static HERE: Journal = Journal::default();
}

#[derive(Default)]
struct Inner {
    entries: RefCell<Entries>,
    paused: Cell<bool>,
    /// Counts up with every change, so that who looks can tell whether to draw anew.
    version: Cell<u32>,
}

/// All that is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// By their numbers.
    pub lanes: Vec<Lane>,
    /// By the time.
    pub marks: Vec<Mark>,
    /// How many operations were forgotten since the journal was last empty.
    pub forgotten: u32,
    /// The last refresh of which nobody knows whether the server made it.
    pub unknown: Option<Unknown>,
    /// The last refresh that was begun, and the status of its last answer.
    pub refresh: Option<(u32, Option<u16>)>,
}

/// Something that took no time, or whose time only another tab knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When it was heard of here.
    pub at: Micros,
    /// When it began, where that is known.
    pub from: Option<Micros>,
    /// What it was.
    pub what: What,
}

impl Mark {
    /// When it began, as far as that is known.
    pub fn begun(&self) -> Micros {
        self.from.unwrap_or(self.at)
    }
}

/// What a mark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The bus of this tab told it.
    Heard(Event),
    /// Another tab did it.
    Elsewhere(Event),
}

/// A refresh that may or may not have been made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// When that was clear.
    pub at: Micros,
    /// Why nobody knows.
    pub why: &'static str,
    /// The status, where there was an answer.
    pub status: Option<u16>,
}

impl Journal {
    /// This page's. There is one page, so there is one journal, and it needs no context to be found by.
    pub fn here() -> Journal {
        HERE.with(Journal::clone)
    }

    /// Takes down what the core tells.
    pub fn trace(&self, trace: Trace<'_>) {
        self.0.entries.borrow_mut().step(trace, since_start(), self.is_paused());
        self.changed();
    }

    /// Takes down an event.
    pub fn mark(&self, what: What, from: Option<Micros>) {
        if !self.is_paused() {
            self.0.entries.borrow_mut().mark(Mark { at: since_start(), from, what });
            self.changed();
        }
    }

    /// Forgets everything that can be drawn; a fault stays until the user goes.
    pub fn clear(&self) {
        let Entries { unknown, refresh, .. } = self.0.entries.take();
        *self.0.entries.borrow_mut() = Entries { unknown, refresh, ..Entries::default() };
        self.changed();
    }

    /// Forgets what a user did, and keeps the sign-out that is just under way.
    pub fn forget_user(&self) {
        self.0.entries.borrow_mut().forget_user();
        self.changed();
    }

    /// Stops taking down what begins from now on, or goes on.
    pub fn pause(&self, paused: bool) {
        self.0.paused.set(paused);
        self.changed();
    }

    /// Whether what begins is passed over.
    pub fn is_paused(&self) -> bool {
        self.0.paused.get()
    }

    /// Another number whenever anything has changed.
    pub fn version(&self) -> u32 {
        self.0.version.get()
    }

    /// What is remembered.
    pub fn entries(&self) -> Ref<'_, Entries> {
        self.0.entries.borrow()
    }

    fn changed(&self) {
        self.0.version.set(self.0.version.get().wrapping_add(1));
    }
}

impl Entries {
    /// Whether anything is under way.
    pub fn is_busy(&self) -> bool {
        self.lanes.iter().any(|lane| lane.end.is_none())
    }

    /// Takes down a step at this time.
    fn step(&mut self, Trace { operation, step }: Trace<'_>, at: Micros, paused: bool) {
        self.follow_refresh(operation, step, at);
        if let Step::Begun(about) = step {
            if !paused {
                self.make_room();
                self.lanes.push(Lane::new(operation, about, at));
            }
        } else if let Ok(place) = self.lanes.binary_search_by_key(&operation, |lane| lane.number) {
            self.lanes[place].step(step, at);
        }
        // Of operations that were forgotten, or begun during a pause, nothing more is taken down.
    }

    /// A fault is told during a pause, too.
    fn follow_refresh(&mut self, operation: u32, step: Step<'_>, at: Micros) {
        match (step, &mut self.refresh) {
            (Step::Begun(Operation::Refresh), refresh) => *refresh = Some((operation, None)),
            (_, Some((refresh, status))) if *refresh == operation => match step {
                Step::Answered(answered) => *status = Some(answered),
                Step::Over(End::Unknown(why)) => self.unknown = Some(Unknown { at, why, status: *status }),
                _ => {}
            },
            _ => {}
        }
    }

    /// What is over goes first, the oldest of it. Of more calls at once than are kept, those stay that went ahead: they are
    /// the ones that found the token expired.
    fn make_room(&mut self) {
        if self.lanes.len() < BOUND {
            return;
        }
        let unsent = |lane: &Lane| lane.end.is_none() && lane.sends() == 0 && matches!(lane.about, About::Call(..));
        let lanes = || self.lanes.iter();
        let place = lanes().position(|lane| lane.end.is_some()).or_else(|| lanes().position(unsent));
        let place = place.unwrap_or_default();
        self.lanes.remove(place);
        self.forgotten = self.forgotten.saturating_add(1);
    }

    fn forget_user(&mut self) {
        let mut lanes = std::mem::take(self).lanes;
        lanes.retain(|lane| lane.end.is_none() && lane.about == About::SignOut);
        self.lanes = lanes;
    }

    fn mark(&mut self, mark: Mark) {
        if self.marks.len() == BOUND {
            self.marks.remove(0);
        }
        self.marks.push(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(entries: &mut Entries, operation: u32) {
        entries.step(Trace { operation, step: Step::Begun(Operation::Refresh) }, operation.into(), false);
    }

    #[test]
    fn only_the_last_are_remembered_and_the_forgotten_are_counted() {
        let mut entries = Entries::default();
        for operation in 1..=BOUND as u32 + 7 {
            begin(&mut entries, operation);
            entries.mark(Mark { at: 1, from: None, what: What::Heard(Event::Renewed) });
        }
        assert_eq!((entries.lanes.len(), entries.marks.len(), entries.forgotten), (BOUND, BOUND, 7));
        assert_eq!(entries.lanes[0].number, 8);
        let before = entries.clone();
        entries.step(Trace { operation: 3, step: Step::Sent }, 9, false);
        assert_eq!(entries, before, "what was forgotten stays so");
        entries.step(Trace { operation: 8, step: Step::Sent }, 9, false);
        assert_eq!(entries.lanes[0].sends(), 1);
    }

    #[test]
    fn of_a_burst_beyond_the_bound_those_that_went_ahead_stay() {
        let mut entries = Entries::default();
        let call = Operation::Call(evergreen_session::Method::Get, "/x");
        for operation in 1..=1_000 {
            entries.step(Trace { operation, step: Step::Begun(call) }, 1, false);
            if operation <= 6 {
                entries.step(Trace { operation, step: Step::Sent }, 1, false);
            }
        }
        begin(&mut entries, 1_001);
        entries.step(Trace { operation: 1, step: Step::Answered(401) }, 2, false);
        assert_eq!((entries.lanes.len(), entries.forgotten), (BOUND, 501));
        assert_eq!(entries.lanes[0].status(), Some(401));
        assert!(entries.lanes[..6].iter().map(|lane| lane.number).eq(1..=6));
        assert_eq!(entries.lanes.last().map(|lane| lane.number), Some(1_001));
    }

    #[test]
    fn what_is_over_makes_room_for_calls_that_wait_and_for_their_refresh() {
        let mut entries = Entries::default();
        for operation in 1..=BOUND as u32 {
            begin(&mut entries, operation);
            entries.step(Trace { operation, step: Step::Over(End::Done) }, 1, false);
        }
        let call = Operation::Call(evergreen_session::Method::Get, "/x");
        for operation in 501..=600 {
            entries.step(Trace { operation, step: Step::Begun(call) }, 2, false);
            entries.step(Trace { operation, step: Step::Waits(evergreen_session::trace::For::Trial) }, 2, false);
        }
        begin(&mut entries, 601);
        assert_eq!((entries.lanes.len(), entries.forgotten), (BOUND, 101));
        assert!(entries.lanes.iter().map(|lane| lane.number).eq(102..=601));
    }

    #[test]
    fn during_a_pause_nothing_begins_and_what_has_begun_ends() {
        let mut entries = Entries::default();
        begin(&mut entries, 1);
        entries.step(Trace { operation: 2, step: Step::Begun(Operation::SignIn) }, 1, true);
        entries.step(Trace { operation: 2, step: Step::Sent }, 2, true);
        assert!(entries.is_busy());
        entries.step(Trace { operation: 1, step: Step::Over(End::Done) }, 3, true);
        assert!(!entries.is_busy() && entries.lanes.len() == 1);
    }

    #[test]
    fn a_fault_is_told_during_a_pause_and_outlives_a_clearing() {
        let journal = Journal::default();
        journal.pause(true);
        let (fault, before) = (End::Unknown("the server failed"), journal.version());
        for step in [Step::Begun(Operation::Refresh), Step::Sent, Step::Answered(503), Step::Over(fault)] {
            journal.trace(Trace { operation: 1, step });
        }
        assert!(journal.entries().lanes.is_empty() && journal.version() != before);
        journal.clear();
        assert_eq!(journal.entries().unknown.map(|unknown| unknown.status), Some(Some(503)));
        journal.forget_user();
        assert_eq!(journal.entries().unknown, None);
    }

    #[test]
    fn a_user_is_forgotten_but_for_the_sign_out_under_way() {
        let mut entries = Entries::default();
        for (operation, about) in [
            (1, Operation::Call(evergreen_session::Method::Get, "/test/admin")),
            (2, Operation::SignOut),
            (3, Operation::SignOut),
            (4, Operation::Call(evergreen_session::Method::Get, "/test/admin")),
        ] {
            entries.step(Trace { operation, step: Step::Begun(about) }, 1, false);
        }
        entries.step(Trace { operation: 2, step: Step::Over(End::Done) }, 2, false);
        entries.mark(Mark { at: 1, from: None, what: What::Heard(Event::SignedIn) });
        entries.forget_user();
        assert_eq!(entries.lanes.iter().map(|lane| lane.number).collect::<Vec<_>>(), [3]);
        assert!(entries.marks.is_empty() && entries.unknown.is_none());
        entries.step(Trace { operation: 3, step: Step::Over(End::Done) }, 5, false);
        assert!(!entries.is_busy(), "and goes on");
    }

    #[test]
    fn the_last_refresh_that_nobody_knows_of_is_kept_with_its_reason() {
        let mut entries = Entries::default();
        begin(&mut entries, 1);
        for step in [Step::Sent, Step::Answered(502), Step::Over(End::Unknown("the server failed"))] {
            entries.step(Trace { operation: 1, step }, 5, false);
        }
        let unknown = Unknown { at: 5, why: "the server failed", status: Some(502) };
        assert_eq!(entries.unknown, Some(unknown));
        // A call that fails says nothing of the session.
        let call = Operation::Call(evergreen_session::Method::Get, "/x");
        for step in [Step::Begun(call), Step::Over(End::Unknown("it took too long"))] {
            entries.step(Trace { operation: 2, step }, 9, false);
        }
        assert_eq!(entries.unknown, Some(unknown));
    }
}
