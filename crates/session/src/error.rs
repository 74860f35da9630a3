//! What can go wrong with a request: one variant for each thing that a caller can do about it. The app words them.

use std::fmt;

use crate::record::Reason;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nobody is signed in (any more), and why: show the sign-in form.
    NotSignedIn(Option<Reason>),
    /// The session changed while the request was under way: show nothing, the new session's page asks again.
    SessionChanged,
    /// The server refuses this to this user.
    Forbidden {
        /// The server's own sentence.
        message: Option<String>,
        /// Whether the user may do this as far as the app knew when it asked ([`Request::permitted`](crate::Request::permitted)):
        /// then a new sign-in may help.
        permitted: bool,
    },
    /// The server refused what was sent: correct it.
    Rejected {
        /// The status, 400 to 499.
        status: u16,
        /// The server's own sentence.
        message: Option<String>,
    },
    /// Nothing was sent: the app asked for a body that JSON can't express, which is a mistake in its code.
    Unserializable,
    /// Nobody was signed in, because another user already is: sign out first. The record tells who.
    OtherUser,
    /// The session can't be renewed: the server has no refresh.
    NoRefresh,
    /// Nothing is wrong with the request: try again.
    Transient(Transient),
}

/// Why trying again may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transient {
    /// The device has no network.
    Offline,
    /// The server gave no response.
    Unreachable,
    /// No response within the time limit.
    TimedOut,
    /// The page's own security policy forbids requests to this address: the operator has to allow it.
    Blocked,
    /// Too many attempts: wait, so many seconds where the server said.
    Limited(Option<u32>),
    /// The server failed with this status, and perhaps a sentence.
    Failed(u16, Option<String>),
    /// The response is not what the protocol promises.
    Garbled,
    /// Refused without a reason although the session was just renewed (a masked error).
    Unexplained,
    /// A sign-in refused without a reason: the account may be signed in elsewhere.
    Elsewhere,
}

impl Error {
    /// Whether trying again makes sense.
    pub fn can_retry(&self) -> bool {
        matches!(self, Error::Transient(_))
    }

    /// The server's own sentence for a person, by [`Protocol::message`](crate::Protocol::message), where there is one.
    pub fn message(&self) -> Option<&str> {
        match self {
            Error::Forbidden { message, .. }
            | Error::Rejected { message, .. }
            | Error::Transient(Transient::Failed(_, message)) => message.as_deref(),
            _ => None,
        }
    }
}

/// For a developer's log; an app words the variants for its users.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {}
