//! The errors of a request. The variants differ in what a caller can do about the error. The app writes the texts for
//! its users.

use std::fmt;

use crate::record::Reason;

/// Why a request, a sign-in or a refresh has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nobody is signed in, or the session has just ended. Contains the reason why the session ended. The reason is
    /// `None` if the user signed out, or if there was no session. Show the sign-in form.
    NotSignedIn(Option<Reason>),
    /// Another session has replaced the session of the request. If a response arrived, it was dropped. The page that is
    /// shown in the new session makes its own request. If a sign-in returns this error, the record has changed during
    /// the sign-in, usually because of another tab.
    SessionChanged,
    /// The server does not allow this request.
    Forbidden {
        /// The server's message for the user. `None` if there is none.
        message: Option<String>,
        /// Whether the app expected the server to accept this request. The app says so with
        /// [`Request::permitted`](crate::Request::permitted). If the value is `true`, signing in again may help. The
        /// server may allow the request in a new session.
        permitted: bool,
    },
    /// The server refused the request. The request has to be corrected before it is sent again.
    Rejected {
        /// The status, 400 to 499.
        status: u16,
        /// The server's message for the user. `None` if there is none.
        message: Option<String>,
    },
    /// Nothing was sent, because JSON cannot express the body, or because a segment of the path cannot be sent. See
    /// [`Request::json`](crate::Request::json) and [`Request::segment`](crate::Request::segment).
    Unserializable,
    /// The sign-in was not sent, because the record shows that another user is signed in. That user has to sign out
    /// first.
    OtherUser,
    /// The session cannot be refreshed, because the server has no refresh. Only [`Client::renew`](crate::Client::renew)
    /// returns this error.
    NoRefresh,
    /// The request has failed, but it can be retried unchanged.
    Transient(Transient),
}

/// The reason why a request has failed, if the request can be retried unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transient {
    /// The browser reports that the device is offline.
    Offline,
    /// There was no complete response. For example, there is no connection, the connection broke, or the response has
    /// no CORS headers.
    Unreachable,
    /// The response was not complete within the limit of the request, or the request waited too long before it could be
    /// sent.
    TimedOut,
    /// The content security policy of the page forbids requests to the server. The operator has to allow the server's
    /// address in the policy.
    Blocked,
    /// The server received too many requests (429). Contains the number of seconds to wait. `None` if the server did
    /// not name a number of seconds.
    Limited(Option<u32>),
    /// The response has this status, for example 503. Such a failure is often temporary. Contains the server's
    /// message for the user, if there is one.
    Failed(u16, Option<String>),
    /// The status or the body of the response is not what the app expects.
    Garbled,
    /// The server refused the request or a refresh, and the reason is not known. There are two cases. In the first
    /// case, the server answered the request with a 401, and a refresh did not help or could not help. In the second
    /// case, the server refused a refresh with an HTML page or with a [masked](crate::Protocol::masked) response.
    Unexplained,
    /// The server refused a sign-in, and its response gives no reason. The account may be signed in on another device.
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
