//! Traces the steps of one operation of the core.

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::Outcome;
use super::request::Request;
use super::trace::{End, For, Operation, Step, Trace};
use crate::error::{Error, Transient};
use crate::http::{NoResponse, Response};
use crate::protocol::Protocol;

/// A running operation that traces its steps. If it is dropped before it has ended, it traces
/// [`End::Dropped`].
pub(super) struct Traced<E: Environment> {
    env: E,
    operation: u32,
    over: bool,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Begins an operation: gives it the next number, and traces [`Step::Begun`].
    pub(super) fn traced(&self, operation: Operation<'_>) -> Traced<E> {
        let number = self.inner.operations.get().wrapping_add(1);
        self.inner.operations.set(number);
        let traced = Traced { env: self.env().clone(), operation: number, over: false };
        traced.tell(Step::Begun(operation));
        traced
    }

    /// Begins the operation of a page's call, and counts the call. The query is not traced.
    pub(super) fn traced_call(&self, request: &Request) -> Traced<E> {
        self.inner.calls.set(self.inner.calls.get().wrapping_add(1));
        // A query may contain private data, such as a search text.
        let path = request.parts().path.split(['?', '#']).next().unwrap_or_default();
        self.traced(Operation::Call(request.parts().method, path))
    }
}

impl<E: Environment> Traced<E> {
    /// The number of this operation. Later operations have higher numbers.
    pub(super) fn number(&self) -> u32 {
        self.operation
    }

    fn tell(&self, step: Step<'_>) {
        // Without the feature `trace`, the compiler removes all tracing.
        if cfg!(feature = "trace") {
            self.env.trace(Trace { operation: self.operation, step });
        }
    }

    pub(super) fn waits(&self, reason: For) {
        self.tell(Step::Waits(reason));
    }

    /// Awaits `sending`, the future that sends a request. Traces that the request is sent, and how it ends.
    pub(super) async fn sent<F>(&self, sending: F) -> Result<Response, NoResponse>
    where
        F: Future<Output = Result<Response, NoResponse>>,
    {
        self.tell(Step::Sent);
        let answer = sending.await;
        self.tell(match &answer {
            Ok(answer) => Step::Answered(answer.status),
            Err(none) => Step::Unanswered(*none),
        });
        answer
    }

    /// Traces the end of the operation.
    pub(super) fn over(mut self, end: End) {
        self.over = true;
        self.tell(Step::Over(end));
    }
}

impl<E: Environment> Drop for Traced<E> {
    fn drop(&mut self) {
        if !self.over {
            self.tell(Step::Over(End::Dropped));
        }
    }
}

/// The end that the trace shows for a call or a sign-in with this result.
pub(super) fn of_call<T>(result: &Result<T, Error>) -> End {
    match result {
        Ok(_) => End::Done,
        Err(Error::NotSignedIn(_) | Error::SessionChanged) => End::SessionGone,
        Err(
            Error::Forbidden { .. }
            | Error::Rejected { .. }
            | Error::Unserializable
            | Error::OtherUser
            | Error::NoRefresh,
        ) => End::Refused,
        Err(Error::Transient(trouble)) => End::Unknown(why(trouble)),
    }
}

/// The end that the trace shows for an attempt to sign out at the server. `over` is true if nothing is left to do,
/// usually because the server has confirmed the sign-out.
pub(super) fn end_of_sign_out(over: bool) -> End {
    if over { End::Done } else { End::Unknown("the server has not confirmed the sign-out") }
}

/// The end that the trace shows for a refresh with this outcome. `here` matters only if the session was refreshed.
/// `here` is true if this operation has refreshed the session, and false if another tab has refreshed it.
pub(super) fn of_refresh(outcome: &Outcome, here: bool) -> End {
    match outcome {
        Outcome::Renewed if here => End::Done,
        Outcome::Renewed => End::DoneElsewhere,
        Outcome::Gone => End::SessionGone,
        Outcome::Unknown(trouble) => End::Unknown(why(trouble)),
        Outcome::Missing => End::NoRefresh,
    }
}

/// A fixed text for the error. The server's own message is not traced, because it may contain private data.
fn why(trouble: &Transient) -> &'static str {
    match trouble {
        Transient::Offline => "the device is offline",
        Transient::Unreachable => "the server can’t be reached",
        Transient::TimedOut => "it took too long",
        Transient::Blocked => "the page’s policy forbids it",
        Transient::Limited(_) => "too many attempts",
        Transient::Failed(..) => "the server failed",
        Transient::Garbled => "the response was not as expected",
        Transient::Unexplained => "the server refused the request without a reason",
        Transient::Elsewhere => "the account may be signed in elsewhere",
    }
}
