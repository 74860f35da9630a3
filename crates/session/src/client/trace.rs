//! What the core tells of its work while it goes on: what each operation waits for, sends, and comes to.
//! It must not carry a token, a body or a sentence of the server, and nothing depends on whether anybody listens.

use crate::http::{Method, NoResponse};

/// One step of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace<'a> {
    /// Which operation of this tab; later ones have higher numbers.
    pub operation: u32,
    /// What happened.
    pub step: Step<'a>,
}

/// What happened to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// It is there.
    Begun(Operation<'a>),
    /// It may not be sent yet.
    Waits(For),
    /// It is sent.
    Sent,
    /// An answer with this status came.
    Answered(u16),
    /// No answer came.
    Unanswered(NoResponse),
    /// It is over.
    Over(End),
}

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// A page's call, at a path relative to the API base, without its query.
    Call(Method, &'a str),
    /// The refresh that all calls of this tab share.
    Refresh,
    /// Signing in.
    SignIn,
    /// Telling the server of a sign-out.
    SignOut,
}

/// What an operation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// The refresh under way.
    Refresh,
    /// The few calls that try the token for all (rule 6).
    Trial,
    /// The lock under which cookies change (rule 7).
    Lock,
}

/// What an operation came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All is well.
    Done,
    /// It was done already: by another tab, or by another operation of this one.
    DoneElsewhere,
    /// The session is another, or over.
    SessionGone,
    /// The server refuses it to this user, or what was sent.
    Refused,
    /// Nobody knows: it can be tried again. And why.
    Unknown(&'static str),
    /// The server has no refresh.
    NoRefresh,
    /// Nobody waits for it any more.
    Dropped,
}
