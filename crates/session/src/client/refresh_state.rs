//! The state of a running refresh, which all calls of one tab share.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::signal::Signal;
use crate::error::Transient;

/// The outcome of a refresh for the calls that waited for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The session was refreshed: the record has a new renewal.
    Renewed,
    /// The session is over, or another session is signed in. The record says which of the two.
    Gone,
    /// The refresh has failed, was not sent, or takes too long. This does not end the session, and the call can be
    /// retried.
    Unknown(Transient),
    /// The server seems to offer no refresh. No call joined this refresh with [`Cause::Refused`], so the session
    /// continues. A call with this cause would have ended the session, and the outcome would be [`Outcome::Gone`]
    /// (rule 3).
    Missing,
}

/// The reason why a call needs a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The call needs the session, the server answered it with a 401, and the 401 is not masked. So the server refused
    /// the token.
    Refused,
    /// The server answered the call with a 401. The reason may be something other than the token, because the call is
    /// public, or because the 401 is masked (see [`Protocol::masked`](crate::Protocol::masked)).
    Unclear,
    /// The server has not refused a call. The refresh is needed because the token is about to expire, or because a
    /// person requested the refresh.
    Foreseen,
}

/// The running refresh of this tab.
#[derive(Default)]
pub(super) struct Running {
    /// The outcome of the refresh. `None` while the refresh is running.
    pub(super) outcome: RefCell<Option<Outcome>>,
    pub(super) done: Signal,
    /// How many calls wait for the refresh.
    pub(super) waiting: Cell<usize>,
    /// Whether at least one call joined this refresh because of [`Cause::Refused`]. If so, and if the server has no
    /// refresh, the session ends (rule 3).
    pub(super) refused: Cell<bool>,
}

/// Represents one call that waits for the refresh. The call is counted until this value is dropped.
pub(super) struct Waiting(pub(super) Rc<Running>);

impl Waiting {
    /// Counts one more call that waits for `running`.
    pub(super) fn new(running: Rc<Running>) -> Self {
        running.waiting.set(running.waiting.get() + 1);
        Waiting(running)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.waiting.set(self.0.waiting.get() - 1);
    }
}
