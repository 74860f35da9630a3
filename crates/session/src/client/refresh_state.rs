//! A refresh under way, as the calls of one tab share it: why it was wanted, who waits for it, and what it came to.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::signal::Signal;
use crate::error::Transient;

/// What a refresh came to, for those who waited for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The record has another renewal now.
    Renewed,
    /// The record tells: signed out, or another session.
    Gone,
    /// Still signed in; the call can be tried again.
    Unknown(Transient),
    /// This server has no refresh, and no call was refused that tells more (rule 3).
    Missing,
}

/// Why a call wants a refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The server refused its token.
    Refused,
    /// The server refused the call, perhaps not for its token: it hides the reason, or the content is public.
    Unclear,
    /// Its token is about to expire.
    Foreseen,
}

/// A refresh under way in this tab.
#[derive(Default)]
pub(super) struct Running {
    /// What it came to, once it has.
    pub(super) outcome: RefCell<Option<Outcome>>,
    pub(super) done: Signal,
    /// How many calls wait for it.
    pub(super) waiting: Cell<usize>,
    /// Whether the token of one who waits was refused: where there is no refresh, the session is over then.
    pub(super) refused: Cell<bool>,
}

/// Counts one who waits, for as long as they do.
pub(super) struct Waiting(pub(super) Rc<Running>);

impl Waiting {
    /// One more waits for it.
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
