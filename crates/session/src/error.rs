//! The errors of a request. There is one variant for each way in which a caller may react. The app writes the texts for
//! its users.

use std::fmt;

use crate::record::Reason;

/// Why a request has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nobody is signed in, or the session has just ended. Contains the reason for its end, if it is known. Show the
    /// sign-in form.
    NotSignedIn(Option<Reason>),
    /// The session changed during the request. Show nothing: the page of the new session makes its own request.
    SessionChanged,
    /// This user is not allowed to do this.
    Forbidden {
        /// The message of the server.
        message: Option<String>,
        /// Whether the app expected the server to accept this request ([`Request::permitted`](crate::Request::permitted)). If so,
        /// signing in again may help.
        permitted: bool,
    },
    /// The server refused the request. It has to be corrected.
    Rejected {
        /// The status, 400 to 499.
        status: u16,
        /// The message of the server.
        message: Option<String>,
    },
    /// Nothing was sent, because JSON cannot express the body. This is a mistake in the app.
    Unserializable,
    /// The sign-in was not sent, because the record shows that another user is signed in. That user has to sign out
    /// first.
    OtherUser,
    /// The session cannot be refreshed, because the server has no refresh.
    NoRefresh,
    /// The request can be retried unchanged.
    Transient(Transient),
}

/// Why a request has failed, if it can be retried unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transient {
    /// The device has no network.
    Offline,
    /// There was no response.
    Unreachable,
    /// There was no response within the limit of the request.
    TimedOut,
    /// The content security policy of the page forbids requests to this address. The operator has to allow it.
    Blocked,
    /// The server received too many requests (429). It may name the number of seconds to wait.
    Limited(Option<u32>),
    /// The server failed with this status, and perhaps with a message.
    Failed(u16, Option<String>),
    /// The content of the response is not what was expected.
    Garbled,
    /// The server refused the request without a reason, although the session had just been refreshed.
    Unexplained,
    /// The server refused a sign-in without a reason. The account may be signed in elsewhere.
    Elsewhere,
}

impl Error {
    /// Whether the request can be retried unchanged.
    pub fn can_retry(&self) -> bool {
        matches!(self, Error::Transient(_))
    }

    /// The server's message for the user, as [`Protocol::message`](crate::Protocol::message) returned it. `None` if
    /// there is none.
    pub fn message(&self) -> Option<&str> {
        match self {
            Error::Forbidden { message, .. }
            | Error::Rejected { message, .. }
            | Error::Transient(Transient::Failed(_, message)) => message.as_deref(),
            _ => None,
        }
    }
}

/// A text for a developer's log. Apps write their own texts for their users.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Error {}
