//! The trace of the core: the steps of each operation. A trace contains no token, no body and no text of the server.
//! With the feature `trace`, the core passes each step to `Environment::trace`. Without this feature, the core passes
//! no steps, but otherwise behaves the same.

use super::server_events::ServerEvent;
use crate::http::{Method, NoResponse};

/// One step, with the number of the operation that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace<'a> {
    /// The number of the operation within this tab. Later operations have higher numbers. 0 for [`Step::Ending`] and
    /// [`Step::Stream`].
    pub operation: u32,
    /// What the operation did.
    pub step: Step<'a>,
}

/// One step of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The operation has begun.
    Begun(Operation<'a>),
    /// The operation waits before it sends a request.
    Waits(For),
    /// The operation sends a request.
    Sent,
    /// A response with this status arrived.
    Answered(u16),
    /// The request ended without a response.
    Unanswered(NoResponse),
    /// The operation is over, and ended in this way.
    Over(End),
    /// Something about the end of the session, which belongs to no operation.
    Ending(EndStep),
    /// Something about the stream of events, which belongs to no operation.
    Stream(StreamStep),
}

/// A step on the way to the end of a session, or a step that moves the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndStep {
    /// The app is used in this tab. This is traced once a minute at most.
    Use,
    /// The app begins to warn of the idle time-out.
    IdleWarning,
    /// The app no longer warns of the idle time-out, because the app was used in any tab, or because the session is
    /// over.
    IdleWarningOver,
    /// The idle time-out is over.
    IdleEnd,
    /// The app begins to warn of an end of the session that the server has announced.
    EndWarning,
    /// The app no longer warns of the announced end, because the end has moved, or because the session is over.
    EndWarningOver,
}

/// What happens to the stream of events in this tab (rule 17).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamStep {
    /// This tab waits, because another tab holds the stream.
    Waits,
    /// The stream is open.
    Open,
    /// The stream is closed.
    Closed,
    /// The stream has brought this event.
    Heard(ServerEvent),
}

/// The kinds of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// A call that a page makes: the method, and the path relative to the API base, without the query.
    Call(Method, &'a str),
    /// A refresh, which all calls of this tab share.
    Refresh,
    /// A sign-in.
    SignIn,
    /// An attempt to sign out at the server.
    SignOut,
}

/// What an operation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    /// The running refresh.
    Refresh,
    /// The responses to other calls. Only a few requests may be in flight until one of these responses has shown that
    /// the server accepts the token (rule 6).
    Trial,
    /// The lock for requests that set cookies (rule 7).
    Lock,
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The operation succeeded.
    Done,
    /// There was nothing left to do, because another tab or another operation of this tab had already done the work.
    DoneElsewhere,
    /// The session is over, or another session is signed in.
    SessionGone,
    /// The operation failed, and it cannot be retried unchanged.
    Refused,
    /// The operation failed, or its outcome is unknown. The text names the cause. The operation can be retried.
    Unknown(&'static str),
    /// The server has no refresh.
    NoRefresh,
    /// The operation was cancelled before its end.
    Dropped,
}
