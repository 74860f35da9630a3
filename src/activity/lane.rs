//! One operation of this tab over time: what it waited for, each time it was sent, and what it came to.
//! It must not know of other operations, nor how it is drawn.

use super::clock::Micros;
use evergreen_session::trace::{End, For, Operation, Step};
use evergreen_session::{Method, NoResponse};

/// An operation, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its number in this tab.
    pub number: u32,
    /// What it is about.
    pub about: About,
    /// When it was there.
    pub begun: Micros,
    /// What it did since, one after the other; time that is in none of them is the app's own.
    pub spans: Vec<Span>,
    /// When it was over, and how.
    pub end: Option<(Micros, End)>,
}

/// What an operation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A page's call.
    Call(Method, String),
    /// The refresh that the calls of this tab share.
    Refresh,
    /// A sign-in.
    SignIn,
    /// A sign-out.
    SignOut,
}

/// A part of an operation's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub phase: Phase,
    /// When it began.
    pub from: Micros,
    /// When it was over.
    pub to: Option<Micros>,
}

/// What a part of an operation's time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Waiting to be sent.
    Waiting(For),
    /// Sent, and waiting for the answer.
    Sent,
    /// Sent and answered, with this status.
    Answered(u16),
    /// Sent, and no answer came.
    Unanswered(NoResponse),
}

impl Lane {
    /// A lane that has just begun.
    pub fn new(number: u32, operation: Operation<'_>, begun: Micros) -> Self {
        Lane { number, about: About::of(operation), begun, spans: Vec::new(), end: None }
    }

    /// Takes down one more step.
    pub fn step(&mut self, step: Step<'_>, at: Micros) {
        match step {
            Step::Begun(_) => {}
            Step::Waits(reason) => self.enter(Phase::Waiting(reason), at),
            Step::Sent => self.enter(Phase::Sent, at),
            Step::Answered(status) => self.came(Phase::Answered(status), at),
            Step::Unanswered(none) => self.came(Phase::Unanswered(none), at),
            Step::Over(end) => {
                self.close(at);
                self.end = Some((at, end));
            }
        }
    }

    /// When it was over, or `now` where it still goes on.
    pub fn until(&self, now: Micros) -> Micros {
        self.end.map_or(now, |(at, _)| at)
    }

    /// How often it was sent.
    pub fn sends(&self) -> usize {
        self.spans.iter().filter(|span| !matches!(span.phase, Phase::Waiting(_))).count()
    }

    /// For how long it waited before being sent, all told.
    pub fn waited(&self, now: Micros) -> Micros {
        let waits = self.spans.iter().filter(|span| matches!(span.phase, Phase::Waiting(_)));
        waits.map(|span| span.to.unwrap_or(now).saturating_sub(span.from)).sum()
    }

    /// The status of its last answer.
    pub fn status(&self) -> Option<u16> {
        self.spans.iter().rev().find_map(|span| match span.phase {
            Phase::Answered(status) => Some(status),
            _ => None,
        })
    }

    fn enter(&mut self, phase: Phase, at: Micros) {
        // It goes on waiting for the same: one wait, however often it looked.
        if self.spans.last().is_some_and(|last| last.phase == phase && last.to.is_none()) {
            return;
        }
        self.close(at);
        self.spans.push(Span { phase, from: at, to: None });
    }

    fn came(&mut self, phase: Phase, at: Micros) {
        if let Some(last) = self.spans.last_mut() {
            last.phase = phase;
        }
        self.close(at);
    }

    fn close(&mut self, at: Micros) {
        if let Some(last) = self.spans.last_mut() {
            last.to.get_or_insert(at);
        }
    }
}

impl About {
    fn of(operation: Operation<'_>) -> Self {
        match operation {
            Operation::Call(method, path) => About::Call(method, path.to_owned()),
            Operation::Refresh => About::Refresh,
            Operation::SignIn => About::SignIn,
            Operation::SignOut => About::SignOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_call_waits_for_the_refresh_and_is_sent_again() {
        let mut lane = Lane::new(1, Operation::Call(Method::Get, "/test/user"), 10);
        for (at, step) in [
            (10, Step::Sent),
            (30, Step::Answered(401)),
            (31, Step::Waits(For::Refresh)),
            (40, Step::Waits(For::Refresh)),
            (60, Step::Sent),
            (90, Step::Answered(200)),
            (92, Step::Over(End::Done)),
        ] {
            lane.step(step, at);
        }
        let spans =
            [(Phase::Answered(401), 10, 30), (Phase::Waiting(For::Refresh), 31, 60), (Phase::Answered(200), 60, 90)];
        assert_eq!(lane.spans, spans.map(|(phase, from, to)| Span { phase, from, to: Some(to) }));
        assert_eq!(
            (lane.end, lane.sends(), lane.waited(100), lane.status()),
            (Some((92, End::Done)), 2, 29, Some(200))
        );
    }

    #[test]
    fn an_errand_that_is_dropped_leaves_nothing_open() {
        let mut lane = Lane::new(1, Operation::Refresh, 0);
        lane.step(Step::Waits(For::Lock), 0);
        lane.step(Step::Sent, 5);
        assert_eq!((lane.until(50), lane.waited(50)), (50, 5));
        lane.step(Step::Over(End::Dropped), 9);
        assert_eq!((lane.until(50), lane.spans.last().and_then(|span| span.to)), (9, Some(9)));
        // Whatever comes later changes nothing.
        lane.step(Step::Answered(200), 20);
        assert_eq!(lane.spans.last().and_then(|span| span.to), Some(9));
    }
}
