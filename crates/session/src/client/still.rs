//! Compares the record with a session that was read from the record before.

use super::core::Client;
use super::environment::Environment;
use crate::protocol::Protocol;
use crate::record::SignedIn;

/// The state of a session that was read before.
pub(super) enum Still {
    /// Neither the session nor the renewal has changed.
    Same,
    /// The session is signed in with another renewal.
    Renewed,
    /// The session is not signed in any more.
    Gone,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Compares the record with the session `seen`.
    pub(super) fn still(&self, seen: &SignedIn<P::User>) -> Still {
        match self.record().signed_in() {
            Some(now) if now.session != seen.session => Still::Gone,
            Some(now) if now.renewal != seen.renewal => Still::Renewed,
            Some(_) => Still::Same,
            None => Still::Gone,
        }
    }
}
