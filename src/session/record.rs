//! The session record: one JSON value, the truth for all tabs of the origin (design, "The session record").
//! It must not know where it is kept, and never holds a token.

use serde::{Deserialize, Serialize};

use super::user::User;

/// Milliseconds, of a duration or since 1970 by this device's clock.
pub type Millis = u64;

/// A random mark. Two stamps are equal or not; nothing else can be asked of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stamp(String);

impl Stamp {
    /// A stamp of a text that was never used before.
    pub fn new(text: impl Into<String>) -> Self {
        Stamp(text.into())
    }

    /// For a `key` of the view: one session, one page state.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What all tabs agree on about one API base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The API base that this record is about.
    pub api: String,
    /// Whether this API base has renewed before: only then is a 404 of its refresh a passing fault (rule 3).
    pub renews: bool,
    /// Who is signed in.
    pub state: State,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody; and why, where there was somebody.
    SignedOut(Option<Reason>),
    /// Nobody here any more, but the server has not been told yet.
    Leaving {
        /// The session that is being left.
        session: Stamp,
    },
    /// Somebody.
    SignedIn(SignedIn),
}

/// A session that the server holds too, as far as this browser knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// New at each sign-in: the fence between users (rule 8).
    pub session: Stamp,
    /// New at each refresh; the sign-in's own stamp until the first.
    pub renewal: Stamp,
    /// When the present access token was asked for, by this device's clock.
    pub renewed_at: Millis,
    /// The access token's lifetime in seconds, where the server announced it.
    pub expires_in: Option<u32>,
    /// Who.
    pub user: User,
}

/// Why a session ended without the user asking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The server refused to renew it.
    Expired,
    /// It never came to life: the browser keeps the server's cookies away (rule 15).
    CookiesBlocked,
    /// The answer of an older session arrived under this one and may have replaced its cookies (rule 8).
    Crossed,
}

impl Record {
    /// Nobody is signed in, and nothing is known of the server.
    pub fn signed_out(api: &str) -> Self {
        Record { api: api.to_owned(), renews: false, state: State::SignedOut(None) }
    }

    /// The same server, another state.
    pub fn with(&self, state: State) -> Self {
        Record { api: self.api.clone(), renews: self.renews, state }
    }

    /// The session, where somebody is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        match &self.state {
            State::SignedIn(signed_in) => Some(signed_in),
            _ => None,
        }
    }

    /// The user, where somebody is signed in.
    pub fn user(&self) -> Option<&User> {
        self.signed_in().map(|signed_in| &signed_in.user)
    }

    /// Why the last session ended, where it was not the user's wish.
    pub fn reason(&self) -> Option<Reason> {
        match self.state {
            State::SignedOut(reason) => reason,
            _ => None,
        }
    }

    /// Whether a sign-out has not reached the server yet.
    pub fn is_leaving(&self) -> bool {
        matches!(self.state, State::Leaving { .. })
    }

    /// The text to keep.
    pub fn to_stored(&self) -> Stored {
        let mut stored = Stored { api: self.api.clone(), renews: self.renews, ..Stored::default() };
        match &self.state {
            State::SignedOut(reason) => stored.reason = *reason,
            State::Leaving { session } => {
                stored.session = Some(session.clone());
                stored.leaving = true;
            }
            State::SignedIn(signed_in) => {
                stored.session = Some(signed_in.session.clone());
                stored.renewal = Some(signed_in.renewal.clone());
                stored.renewed_at = Some(signed_in.renewed_at);
                stored.expires_in = signed_in.expires_in;
                stored.user = Some(signed_in.user.clone());
            }
        }
        stored
    }

    /// Reads what was kept. Whatever is not the whole record of a session of this `api` counts as signed out.
    pub fn from_stored(stored: Stored, api: &str) -> Self {
        if stored.api != api {
            return Record::signed_out(api);
        }
        let state = match stored {
            Stored { leaving: true, session: Some(session), .. } => State::Leaving { session },
            Stored {
                leaving: false,
                session: Some(session),
                renewal: Some(renewal),
                renewed_at: Some(renewed_at),
                expires_in,
                user: Some(user),
                ..
            } => State::SignedIn(SignedIn { session, renewal, renewed_at, expires_in, user }),
            Stored { reason, .. } => State::SignedOut(reason),
        };
        Record { api: stored.api, renews: stored.renews, state }
    }
}

/// The record as JSON: input from outside, since people and other versions of the app can write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    api: String,
    #[serde(default, skip_serializing_if = "is_false")]
    renews: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewal: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewed_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_in: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<User>,
    #[serde(default, skip_serializing_if = "is_false")]
    leaving: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "http://localhost:8080/api";

    fn signed_in() -> Record {
        let user: User =
            serde_json::from_str(r#"{"id":1,"username":"amy","email":"a@b.c","roles":["ROLE_USER"]}"#).unwrap();
        let state = State::SignedIn(SignedIn {
            session: Stamp::new("s"),
            renewal: Stamp::new("r"),
            renewed_at: 5,
            expires_in: Some(60),
            user,
        });
        Record { api: API.to_owned(), renews: true, state }
    }

    fn read(text: &str) -> Record {
        serde_json::from_str(text).map_or_else(
            |_| Record::signed_out(API),
            |stored: Stored| Record::from_stored(stored, API),
        )
    }

    #[test]
    fn every_state_survives_storage() {
        let states = [
            signed_in().state,
            State::Leaving { session: Stamp::new("s") },
            State::SignedOut(None),
            State::SignedOut(Some(Reason::Expired)),
        ];
        for state in states {
            let record = signed_in().with(state);
            let text = serde_json::to_string(&record.to_stored()).unwrap();
            assert_eq!(read(&text), record, "{text}");
        }
    }

    #[test]
    fn anything_but_the_whole_record_of_this_api_is_signed_out() {
        let whole = serde_json::to_string(&signed_in().to_stored()).unwrap();
        assert!(read(&whole).signed_in().is_some());
        for broken in [
            whole.replace("localhost", "elsewhere"),
            whole.replace("renewed_at", "renewed"),
            whole.replace(r#""session":"s","#, ""),
            whole.replace("60", "-60"),
            whole.replace("\"amy\"", "7"),
            whole[..whole.len() - 1].to_owned(),
            "null".to_owned(),
            "[]".to_owned(),
            String::new(),
        ] {
            assert_eq!(read(&broken).signed_in(), None, "{broken}");
        }
    }

    #[test]
    fn nobody_is_named_once_signed_out() {
        for state in [State::SignedOut(None), State::Leaving { session: Stamp::new("s") }] {
            let text = serde_json::to_string(&signed_in().with(state).to_stored()).unwrap();
            assert!(!text.contains("amy") && !text.contains("user"), "{text}");
        }
    }
}
