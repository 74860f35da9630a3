//! The identity fence (rule 8): a call belongs to one session, and what comes under another is dropped.

use super::refresh_state::Outcome;
use crate::error::Error;
use crate::record::{Record, SignedIn, Stamp, State};

/// The session of this call, as the record has it now; the answer of any other is dropped (rule 8).
pub(super) fn require_session<U: Clone>(record: &Record<U>, mine: Option<&Stamp>) -> Result<SignedIn<U>, Error> {
    match &record.state {
        State::SignedIn(now) if mine.is_none_or(|mine| now.session == *mine) => Ok(now.clone()),
        State::SignedIn(_) => Err(Error::SessionChanged),
        State::SigningOut { .. } => Err(Error::NotSignedIn(None)),
        State::SignedOut(reason) => Err(Error::NotSignedIn(*reason)),
    }
}

/// Whether a refresh leaves something to send; who is gone is told by the fence.
pub(super) fn renewed(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Renewed | Outcome::Gone | Outcome::Missing => Ok(()),
        Outcome::Unknown(trouble) => Err(Error::Transient(trouble)),
    }
}
