//! One operation of the core, and the steps of it that are told to whoever traces them.

use super::core::Client;
use super::environment::{Answer, NoAnswer, World};
use super::error::{Error, Trouble};
use super::refresh_state::Outcome;
use super::request::Request;
use super::trace::{End, Errand, For, Step, Trace};

/// An errand under way, of which every step is told; dropped before its end, it tells that too.
pub(super) struct Traced<W: World> {
    world: W,
    errand: u32,
    over: bool,
}

impl<W: World> Client<W> {
    /// Begins an errand.
    pub(super) fn traced(&self, errand: Errand<'_>) -> Traced<W> {
        let number = self.inner.errands.get().wrapping_add(1);
        self.inner.errands.set(number);
        let traced = Traced { world: self.world().clone(), errand: number, over: false };
        traced.tell(Step::Begun(errand));
        traced
    }

    /// Begins the errand of a page's call.
    pub(super) fn traced_call(&self, request: &Request) -> Traced<W> {
        self.inner.calls.set(self.inner.calls.get().wrapping_add(1));
        // A query may hold what somebody searched for.
        let path = request.path.split(['?', '#']).next().unwrap_or_default();
        self.traced(Errand::Call(request.method, path))
    }
}

impl<W: World> Traced<W> {
    /// Higher than that of every errand begun before.
    pub(super) fn number(&self) -> u32 {
        self.errand
    }

    fn tell(&self, step: Step<'_>) {
        // Without the timeline nobody would hear it, and the compiler leaves all of it out.
        if cfg!(feature = "trace") {
            self.world.trace(Trace { errand: self.errand, step });
        }
    }

    pub(super) fn waits(&self, reason: For) {
        self.tell(Step::Waits(reason));
    }

    /// Tells of the sending, and of the answer.
    pub(super) async fn sent<F>(&self, sending: F) -> Result<Answer, NoAnswer>
    where
        F: Future<Output = Result<Answer, NoAnswer>>,
    {
        self.tell(Step::Sent);
        let answer = sending.await;
        self.tell(match &answer {
            Ok(answer) => Step::Answered(answer.status),
            Err(none) => Step::Unanswered(*none),
        });
        answer
    }

    /// Tells of the end.
    pub(super) fn over(mut self, end: End) {
        self.over = true;
        self.tell(Step::Over(end));
    }
}

impl<W: World> Drop for Traced<W> {
    fn drop(&mut self) {
        if !self.over {
            self.tell(Step::Over(End::Dropped));
        }
    }
}

/// The end of a call or a sign-in.
pub(super) fn of_call<T>(result: &Result<T, Error>) -> End {
    match result {
        Ok(_) => End::Done,
        Err(Error::SignIn(_) | Error::Superseded) => End::SessionGone,
        Err(Error::NotAllowed { .. } | Error::Rejected(_) | Error::Unwritable | Error::Occupied(_)) => End::Refused,
        Err(Error::TryAgain(trouble)) => End::Unknown(why(trouble)),
    }
}

/// The end of an attempt to tell the server of a sign-out.
pub(super) fn of_sign_out(over: bool) -> End {
    if over { End::Done } else { End::Unknown("the server could not be told yet") }
}

/// The end of a refresh that this tab sent, or need not have sent.
pub(super) fn of_refresh(outcome: &Outcome, here: bool) -> End {
    match outcome {
        Outcome::Renewed if here => End::Done,
        Outcome::Renewed => End::DoneElsewhere,
        Outcome::Gone => End::SessionGone,
        Outcome::Unknown(trouble) => End::Unknown(why(trouble)),
        Outcome::Missing => End::NoRefresh,
    }
}

/// Without the server's own sentence, which may quote anything.
fn why(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Offline => "the device is offline",
        Trouble::Unreachable => "the server can’t be reached",
        Trouble::TimedOut => "it took too long",
        Trouble::Blocked => "the page’s policy forbids it",
        Trouble::Limited(_) => "too many attempts",
        Trouble::Failed(..) => "the server failed",
        Trouble::Garbled => "the answer made no sense",
        Trouble::Unexplained => "the server refused without a reason",
        Trouble::Elsewhere => "the account may be signed in elsewhere",
    }
}
