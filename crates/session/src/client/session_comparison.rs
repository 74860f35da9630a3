//! Finds out whether a session that was read from the record earlier is still signed in.

use super::core::Client;
use super::environment::Environment;
use crate::protocol::Protocol;
use crate::record::SignedIn;

/// What the record now says about a session that was read from it earlier.
pub(super) enum Still {
    /// The session is still signed in, and it has not been refreshed since it was read.
    Same,
    /// The session is still signed in, and it has been refreshed since it was read.
    Renewed,
    /// The session is not signed in any more. Another session may be signed in.
    Gone,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Compares the record with `seen`, which was read from the record earlier.
    pub(super) fn still(&self, seen: &SignedIn<P::User>) -> Still {
        match self.known_record().signed_in() {
            Some(now) if now.session != seen.session => Still::Gone,
            Some(now) if now.renewal != seen.renewal => Still::Renewed,
            Some(_) => Still::Same,
            None => Still::Gone,
        }
    }
}
