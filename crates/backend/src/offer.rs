//! The optional parts of the contract, which a server announces in the field `offers`.

use serde::{Serialize, Serializer};

/// An optional part of the contract. The app shows nothing of a part that the server does not offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// `GET /auth/sessions` lists the user's own sessions, and `DELETE` ends them.
    Sessions,
    /// `POST /auth/password` changes the user's own password.
    Password,
    /// `GET /auth/events` tells at once that the session was ended, or that its user was changed.
    Events,
}

impl Offer {
    /// All parts.
    pub const ALL: [Self; 3] = [Self::Sessions, Self::Password, Self::Events];

    /// Returns the word of the contract for this part.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Password => "password",
            Self::Events => "events",
        }
    }
}

impl Serialize for Offer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
