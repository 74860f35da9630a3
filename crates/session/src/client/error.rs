//! What can go wrong with a call: one variant for each thing a caller can do about it, and the words for each.
//! It must not know which page asked.

use crate::record::Reason;

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nobody is signed in (any more): show the sign-in form, which tells the reason.
    NotSignedIn(Option<Reason>),
    /// The session changed while the call was under way: show nothing, the new session's page asks again.
    SessionChanged,
    /// The server refuses this to this user.
    Forbidden {
        /// The server's own sentence.
        message: Option<String>,
        /// The user's roles should do: offer `Sign in again`.
        again: bool,
    },
    /// The server refused what was sent, for this reason: correct it.
    Rejected(String),
    /// Nothing was sent: the app asked for a body that JSON can't express, which is a mistake in its code.
    Unserializable,
    /// Nobody was signed in, because somebody else already is, under this username: sign out first.
    OtherUser(String),
    /// Nothing is wrong with the request: try again.
    Transient(Transient),
}

/// Why trying again may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transient {
    /// The device has no network.
    Offline,
    /// The server gave no answer.
    Unreachable,
    /// No answer within the time limit.
    TimedOut,
    /// The page's own security policy forbids calls to this address: for the operator to mend.
    Blocked,
    /// Too many attempts: wait, so many seconds where the server said.
    Limited(Option<u32>),
    /// The server failed, and said so with this status and perhaps a sentence.
    Failed(u16, Option<String>),
    /// The answer is not what the contract promises.
    Garbled,
    /// Refused without a reason although the session was just renewed (a masked error).
    Unexplained,
    /// A sign-in refused without a reason: the account may be signed in elsewhere.
    Elsewhere,
}

impl Error {
    /// Whether a `Try again` makes sense.
    pub fn can_retry(&self) -> bool {
        matches!(self, Error::Transient(_))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::NotSignedIn(Some(reason)) => reason.fmt(f),
            Error::NotSignedIn(None) => f.write_str("Please sign in."),
            Error::SessionChanged => f.write_str("The session changed meanwhile."),
            Error::Forbidden { message: Some(message), .. } => {
                write!(f, "You are not allowed to see this: {message}")
            }
            Error::Forbidden { message: None, .. } => f.write_str("You are not allowed to see this."),
            Error::Rejected(message) => f.write_str(message),
            Error::Unserializable => f.write_str("This could not be sent because of a fault in this page. Report it."),
            Error::OtherUser(username) => write!(f, "{username} is signed in in this browser. Sign out first."),
            Error::Transient(trouble) => trouble.fmt(f),
        }
    }
}

impl std::fmt::Display for Transient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Transient::Offline => f.write_str("You are offline. Try again when the network is back."),
            Transient::Unreachable => f.write_str("The server can’t be reached. Try again in a moment."),
            Transient::TimedOut => f.write_str("The server took too long to answer. Try again."),
            Transient::Blocked => f.write_str(
                "This page’s security policy does not allow calls to the server. Its operator has to add the server’s address.",
            ),
            Transient::Limited(Some(1)) => f.write_str("Too many attempts. Try again in 1 second."),
            Transient::Limited(Some(seconds)) => write!(f, "Too many attempts. Try again in {seconds} seconds."),
            Transient::Limited(None) => f.write_str("Too many attempts. Try again in a minute."),
            Transient::Failed(_, Some(message)) => write!(f, "The server could not do this: {message}"),
            Transient::Failed(status, None) => {
                write!(f, "The server failed (status {status}). Try again in a moment.")
            }
            Transient::Garbled => f.write_str("The server’s answer could not be understood. Try again."),
            Transient::Unexplained => {
                f.write_str("The server refused this without giving a reason. Try again.")
            }
            Transient::Elsewhere => f.write_str(
                "The server refused this without giving a reason. This account may be signed in elsewhere: sign out there, or try again later.",
            ),
        }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Reason::Expired => "Your session has expired. Sign in again to go on.",
            Reason::CookiesBlocked => {
                "Your session expired as soon as it began: this browser does not send the server’s cookies back. Allow cookies for this site, then sign in again."
            }
            Reason::Crossed => "Two sign-ins crossed in this browser, so this session has expired. Sign in again.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each, and what a person can do.
    fn all() -> Vec<(Error, &'static str)> {
        let allowed = |message: Option<&str>| Error::Forbidden { message: message.map(str::to_owned), again: false };
        vec![
            (Error::NotSignedIn(None), "sign in"),
            (Error::NotSignedIn(Some(Reason::Expired)), "Sign in again to go on"),
            (Error::NotSignedIn(Some(Reason::CookiesBlocked)), "Allow cookies for this site"),
            (Error::NotSignedIn(Some(Reason::Crossed)), "Sign in again"),
            (Error::SessionChanged, "changed meanwhile"),
            (allowed(None), "not allowed"),
            (allowed(Some("Require Admin Role!")), "Require Admin Role!"),
            (Error::Rejected("Username is already taken!".to_owned()), "already taken"),
            (Error::Transient(Transient::Offline), "when the network is back"),
            (Error::Transient(Transient::Unreachable), "Try again in a moment"),
            (Error::Transient(Transient::TimedOut), "Try again"),
            (Error::Transient(Transient::Blocked), "operator has to add"),
            (Error::Unserializable, "Report it"),
            (Error::OtherUser("amy".to_owned()), "amy is signed in in this browser. Sign out first"),
            (Error::Transient(Transient::Limited(Some(1))), "in 1 second."),
            (Error::Transient(Transient::Limited(Some(7))), "in 7 seconds."),
            (Error::Transient(Transient::Limited(None)), "in a minute"),
            (Error::Transient(Transient::Failed(500, None)), "status 500"),
            (Error::Transient(Transient::Failed(500, Some("The disk is full.".to_owned()))), "The disk is full."),
            (Error::Transient(Transient::Garbled), "Try again"),
            (Error::Transient(Transient::Unexplained), "without giving a reason. Try again"),
            (Error::Transient(Transient::Elsewhere), "sign out there"),
        ]
    }

    #[test]
    fn each_says_what_can_be_done() {
        for (error, words) in all() {
            assert!(error.to_string().contains(words), "{error:?}: {error}");
            assert_eq!(error.can_retry(), matches!(error, Error::Transient(_)), "{error:?}");
        }
    }
}
