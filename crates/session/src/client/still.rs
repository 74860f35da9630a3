//! What became of a session that was seen before.

use super::core::Client;
use super::environment::Environment;
use crate::protocol::Protocol;
use crate::record::SignedIn;

/// What the record says of a session that was seen before.
pub(super) enum Still {
    Same,
    Renewed,
    Gone,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// What became of a session that was seen before.
    pub(super) fn still(&self, seen: &SignedIn<P::User>) -> Still {
        match self.record().signed_in() {
            Some(now) if now.session != seen.session => Still::Gone,
            Some(now) if now.renewal != seen.renewal => Still::Renewed,
            Some(_) => Still::Same,
            None => Still::Gone,
        }
    }
}
