//! Checks that the session of a call is still signed in (rule 8). If the session has changed, the response of the call
//! is dropped.

use super::refresh_state::Outcome;
use crate::error::Error;
use crate::record::{Record, SignedIn, Stamp, State};

/// Returns the signed-in session of the record. Fails if nobody is signed in, or if `mine` is given and the record has
/// another session.
pub(super) fn require_session<U: Clone>(record: &Record<U>, mine: Option<&Stamp>) -> Result<SignedIn<U>, Error> {
    match &record.state {
        State::SignedIn(now) if mine.is_none_or(|mine| now.session == *mine) => Ok(now.clone()),
        State::SignedIn(_) => Err(Error::SessionChanged),
        State::SigningOut { reason, .. } | State::SignedOut(reason) => Err(Error::NotSignedIn(*reason)),
    }
}

/// Returns an error for a call that has waited for this refresh, if the outcome is unknown. After any other outcome,
/// the call continues. If the session of the call is over, the call gets its error from [`require_session`] later.
pub(super) fn renewed(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Renewed | Outcome::Gone | Outcome::Missing => Ok(()),
        Outcome::Unknown(trouble) => Err(Error::Transient(trouble)),
    }
}
