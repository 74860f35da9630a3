//! Binds a call to one session (rule 8): its response is dropped if the session has changed.

use super::refresh_state::Outcome;
use crate::error::Error;
use crate::record::{Record, SignedIn, Stamp, State};

/// Returns the signed-in session of the record. With `mine`, it must be that session.
pub(super) fn require_session<U: Clone>(record: &Record<U>, mine: Option<&Stamp>) -> Result<SignedIn<U>, Error> {
    match &record.state {
        State::SignedIn(now) if mine.is_none_or(|mine| now.session == *mine) => Ok(now.clone()),
        State::SignedIn(_) => Err(Error::SessionChanged),
        State::SigningOut { .. } => Err(Error::NotSignedIn(None)),
        State::SignedOut(reason) => Err(Error::NotSignedIn(*reason)),
    }
}

/// Returns the error of a call that has waited for this refresh, if the outcome is unknown. Otherwise the call
/// continues. If the session is over, [`require_session`] then returns the error.
pub(super) fn renewed(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Renewed | Outcome::Gone | Outcome::Missing => Ok(()),
        Outcome::Unknown(trouble) => Err(Error::Transient(trouble)),
    }
}
