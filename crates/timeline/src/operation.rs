//! An operation of this tab with the times of its steps: what it waited for, when it was sent, and how it ended.

use crate::time::Micros;
use evergreen_session::trace::{End, For, Operation, Step};
use evergreen_session::{Method, NoResponse};

/// An operation, and the times of its steps so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimedOperation {
    /// The number of the operation in this tab. Later operations have higher numbers.
    pub(crate) number: u32,
    /// What the operation does.
    pub(crate) kind: OperationKind,
    /// The time at which the operation began.
    pub(crate) begun: Micros,
    /// The phases of the operation, with their times, in order. The time between two phases is the time that the app
    /// itself needed.
    pub(crate) spans: Vec<Span>,
    /// The time at which the operation ended, and its result. `None` while it is under way.
    pub(crate) end: Option<(Micros, End)>,
}

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OperationKind {
    /// A call of a page: the method, and the path without the query.
    Call(Method, String),
    /// The refresh that all requests of this tab share.
    Refresh,
    /// A sign-in.
    SignIn,
    /// An attempt to sign out at the server.
    SignOut,
}

/// One phase of an operation, with its times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// What the operation did in this phase.
    pub(crate) phase: Phase,
    /// The time at which the phase began.
    pub(crate) from: Micros,
    /// The time at which the phase ended. `None` while it lasts.
    pub(crate) to: Option<Micros>,
}

/// The kinds of phases in an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The operation waits for something before it sends a request.
    Waiting(For),
    /// A request was sent, and there is no response yet. A cancelled request stays in this phase.
    Sent,
    /// A request was sent, and a response with this status came.
    Answered(u16),
    /// A request was sent, and no response came. The value is the reason.
    Unanswered(NoResponse),
}

impl TimedOperation {
    /// Returns an operation that began at the time `begun`.
    pub(crate) fn new(number: u32, operation: Operation<'_>, begun: Micros) -> Self {
        TimedOperation { number, kind: OperationKind::of(operation), begun, spans: Vec::new(), end: None }
    }

    /// Adds a step that happened at the time `at`.
    pub(crate) fn step(&mut self, step: Step<'_>, at: Micros) {
        match step {
            Step::Begun(_) | Step::Ending(_) | Step::Stream(_) => {}
            Step::Waits(reason) => self.enter(Phase::Waiting(reason), at),
            Step::Sent => self.enter(Phase::Sent, at),
            Step::Answered(status) => self.finish_sent(Phase::Answered(status), at),
            Step::Unanswered(reason) => self.finish_sent(Phase::Unanswered(reason), at),
            Step::Over(end) => {
                self.close_span(at);
                self.end = Some((at, end));
            }
        }
    }

    /// Returns the time at which the operation ended, or `now` while it is under way.
    pub(crate) fn until(&self, now: Micros) -> Micros {
        self.end.map_or(now, |(at, _)| at)
    }

    /// Returns how many requests the operation has sent.
    pub(crate) fn sends(&self) -> usize {
        self.spans.iter().filter(|span| !matches!(span.phase, Phase::Waiting(_))).count()
    }

    /// Returns how long the operation has waited in total. A wait that has not ended counts until `now`.
    pub(crate) fn waited(&self, now: Micros) -> Micros {
        let waits = self.spans.iter().filter(|span| matches!(span.phase, Phase::Waiting(_)));
        waits.map(|span| span.to.unwrap_or(now).saturating_sub(span.from)).sum()
    }

    /// Returns the status of the last response. `None` if there was no response.
    pub(crate) fn status(&self) -> Option<u16> {
        self.spans.iter().rev().find_map(|span| match span.phase {
            Phase::Answered(status) => Some(status),
            _ => None,
        })
    }

    fn enter(&mut self, phase: Phase, at: Micros) {
        // If an operation has to wait for the same thing again, the trace reports a second step `Waits`. The timeline
        // shows this as one wait.
        if self.spans.last().is_some_and(|last| last.phase == phase && last.to.is_none()) {
            return;
        }
        self.close_span(at);
        self.spans.push(Span { phase, from: at, to: None });
    }

    fn finish_sent(&mut self, phase: Phase, at: Micros) {
        if let Some(last) = self.spans.last_mut() {
            last.phase = phase;
        }
        self.close_span(at);
    }

    fn close_span(&mut self, at: Micros) {
        if let Some(last) = self.spans.last_mut() {
            last.to.get_or_insert(at);
        }
    }
}

impl OperationKind {
    fn of(operation: Operation<'_>) -> Self {
        match operation {
            Operation::Call(method, path) => OperationKind::Call(method, path.to_owned()),
            Operation::Refresh => OperationKind::Refresh,
            Operation::SignIn => OperationKind::SignIn,
            Operation::SignOut => OperationKind::SignOut,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_call_waits_for_the_refresh_and_is_sent_again() {
        let mut call = TimedOperation::new(1, Operation::Call(Method::Get, "/test/user"), 10);
        for (at, step) in [
            (10, Step::Sent),
            (30, Step::Answered(401)),
            (31, Step::Waits(For::Refresh)),
            (40, Step::Waits(For::Refresh)),
            (60, Step::Sent),
            (90, Step::Answered(200)),
            (92, Step::Over(End::Done)),
        ] {
            call.step(step, at);
        }
        let spans =
            [(Phase::Answered(401), 10, 30), (Phase::Waiting(For::Refresh), 31, 60), (Phase::Answered(200), 60, 90)];
        assert_eq!(call.spans, spans.map(|(phase, from, to)| Span { phase, from, to: Some(to) }));
        assert_eq!(
            (call.end, call.sends(), call.waited(100), call.status()),
            (Some((92, End::Done)), 2, 29, Some(200))
        );
    }

    #[test]
    fn a_dropped_operation_leaves_no_span_open() {
        let mut refresh = TimedOperation::new(1, Operation::Refresh, 0);
        refresh.step(Step::Waits(For::Lock), 0);
        refresh.step(Step::Sent, 5);
        assert_eq!((refresh.until(50), refresh.waited(50)), (50, 5));
        refresh.step(Step::Over(End::Dropped), 9);
        assert_eq!((refresh.until(50), refresh.spans.last().and_then(|span| span.to)), (9, Some(9)));
        // A later step does not move the end of the span.
        refresh.step(Step::Answered(200), 20);
        assert_eq!(refresh.spans.last().and_then(|span| span.to), Some(9));
    }
}
