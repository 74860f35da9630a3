//! The JSON form of the record. Users and other versions of the app can write anything to local storage, so each field
//! is checked when it is read.

use serde::Serialize;

use super::offers::Offers;
use super::session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
use crate::json::Json;

impl<U: Clone> Record<U> {
    /// Returns the record in the form in which it is stored as JSON.
    pub fn to_stored(&self) -> Stored<U> {
        let mut stored = Stored { api: self.api.clone(), renews: self.renews, ..Stored::default() };
        match &self.state {
            State::SignedOut(reason) => {
                stored.reason = reason.map(Reason::name);
                stored.pending = self.pending.clone();
            }
            State::SigningOut { session, reason } => {
                stored.session = Some(session.clone());
                stored.leaving = true;
                stored.reason = reason.map(Reason::name);
            }
            State::SignedIn(signed_in) => {
                stored.session = Some(signed_in.session.clone());
                stored.renewal = Some(signed_in.renewal.clone());
                stored.renewed_at = Some(signed_in.renewed_at);
                stored.expires_in = signed_in.expires_in;
                stored.since = signed_in.since;
                stored.offers = signed_in.offers;
                stored.session_ends_at = signed_in.session_ends_at;
                stored.idle_expires_in = signed_in.idle_expires_in;
                stored.renewals = Some(signed_in.renewals);
                stored.user = Some(signed_in.user.clone());
            }
        }
        stored
    }

    /// Reads a stored record. A text that is not a complete record of this API base counts as signed out.
    ///
    /// `user` reads the user from its JSON value. The other fields are read one by one, because a derived `Deserialize`
    /// would add 0.4 KB to the compressed program of each app.
    pub fn read(text: &str, api: &str, user: fn(&Json) -> Option<U>) -> Self {
        let Some(json) = Json::parse(text).filter(|json| json["api"].as_str() == Some(api)) else {
            return Record::signed_out(api);
        };
        let stamp = |field: &str| json[field].as_str().map(Stamp::new);
        let leaving = json["leaving"].as_bool() == Some(true);
        let reason = json["reason"].as_str().and_then(Reason::from_name);
        let state = match (stamp("session"), SignedIn::from_json(&json, user)) {
            (Some(session), _) if leaving => State::SigningOut { session, reason },
            (Some(_), Some(signed_in)) => State::SignedIn(signed_in),
            _ => State::SignedOut(reason),
        };
        let pending = stamp("pending").filter(|_| matches!(state, State::SignedOut(_)));
        Record { api: api.to_owned(), renews: json["renews"].as_bool() == Some(true), state, pending }
    }
}

impl<U> SignedIn<U> {
    fn from_json(json: &Json, user: fn(&Json) -> Option<U>) -> Option<Self> {
        let stamp = |field: &str| json[field].as_str().map(Stamp::new);
        let small = |field: &str| json[field].as_u64().and_then(|count| u32::try_from(count).ok());
        let expires_in = match &json["expires_in"] {
            Json::Null => None,
            seconds => Some(u32::try_from(seconds.as_u64()?).ok()?),
        };
        Some(SignedIn {
            session: stamp("session")?,
            renewal: stamp("renewal")?,
            renewed_at: json["renewed_at"].as_u64()?,
            expires_in,
            since: json["since"].as_u64(),
            offers: Offers::from_stored(&json["offers"]),
            session_ends_at: json["session_ends_at"].as_u64(),
            idle_expires_in: small("idle_expires_in"),
            renewals: small("renewals").unwrap_or_default(),
            user: user(&json["user"])?,
        })
    }
}

impl Reason {
    fn from_name(name: &str) -> Option<Self> {
        use Reason::{CookiesBlocked, Crossed, Expired, Inactive, SignInAgain};
        [Expired, CookiesBlocked, Crossed, Inactive, SignInAgain].into_iter().find(|reason| reason.name() == name)
    }

    fn name(self) -> &'static str {
        match self {
            Reason::Expired => "expired",
            Reason::CookiesBlocked => "cookies-blocked",
            Reason::Crossed => "crossed",
            Reason::Inactive => "inactive",
            Reason::SignInAgain => "sign-in-again",
        }
    }
}

/// The record in the form in which it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stored<U> {
    api: String,
    #[serde(skip_serializing_if = "is_false")]
    renews: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewal: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewed_at: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Millis>,
    #[serde(skip_serializing_if = "Offers::is_none")]
    offers: Offers,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_ends_at: Option<Millis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_expires_in: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renewals: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<U>,
    /// Whether a sign-out waits for the server's confirmation. The name of this field must not change, so
    /// that records of older versions can still be read.
    #[serde(skip_serializing_if = "is_false")]
    leaving: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending: Option<Stamp>,
}

impl<U> Default for Stored<U> {
    fn default() -> Self {
        Stored {
            api: String::new(),
            renews: false,
            session: None,
            renewal: None,
            renewed_at: None,
            expires_in: None,
            since: None,
            offers: Offers::default(),
            session_ends_at: None,
            idle_expires_in: None,
            renewals: None,
            user: None,
            leaving: false,
            reason: None,
            pending: None,
        }
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Ends;

    const API: &str = "http://localhost:8080/api";

    /// The user of the app in these tests.
    #[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
    struct User {
        username: String,
    }

    fn signed_in() -> Record<User> {
        let user = User { username: "amy".to_owned() };
        let signed_in = SignedIn::new(Stamp::new("s"), 5, Some(60), user).renewed(Stamp::new("r"), 7, Some(60));
        let signed_in = signed_in.with_offers(Offers::read(&Json::List(vec![Json::Text("password".to_owned())])));
        let signed_in = signed_in.with_ends(Ends { session: Some(9), idle: Some(8) });
        Record { renews: true, ..Record::signed_out(API).with(State::SignedIn(signed_in)) }
    }

    fn read(text: &str) -> Record<User> {
        Record::read(text, API, Json::read)
    }

    #[test]
    fn every_state_survives_storage() {
        let states = [
            signed_in().state,
            State::SigningOut { session: Stamp::new("s"), reason: None },
            State::SigningOut { session: Stamp::new("s"), reason: Some(Reason::Inactive) },
            State::SignedOut(None),
            State::SignedOut(Some(Reason::Expired)),
            State::SignedOut(Some(Reason::SignInAgain)),
        ];
        for state in states {
            let record = signed_in().with(state);
            let text = serde_json::to_string(&record.to_stored()).unwrap();
            assert_eq!(read(&text), record, "{text}");
        }
    }

    #[test]
    fn a_pending_sign_in_is_stored_while_nobody_is_signed_in() {
        for reason in [None, Some(Reason::Expired)] {
            let record = signed_in().with(State::SignedOut(reason)).with_pending(&Stamp::new("p"));
            assert_eq!((record.unconfirmed(), record.reason()), (Some(&Stamp::new("p")), reason));
            let text = serde_json::to_string(&record.to_stored()).unwrap();
            assert_eq!(read(&text), record, "{text}");
        }
        let whole = serde_json::to_string(&signed_in().to_stored()).unwrap();
        let both = whole.replace(r#""session":"s","#, r#""session":"s","pending":"p","#);
        assert_eq!(read(&both), signed_in(), "{both}");
    }

    #[test]
    fn a_text_that_is_not_a_complete_record_of_this_api_base_is_signed_out() {
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
    fn fields_for_display_only_may_be_missing() {
        let whole = serde_json::to_string(&signed_in().to_stored()).unwrap();
        let altered = whole.replace(r#","since":5,"offers":2"#, "").replace(r#","renewals":1"#, "");
        assert_ne!(altered, whole);
        let record = read(&altered);
        let found = record.signed_in().map(|signed_in| (signed_in.since, signed_in.offers, signed_in.renewals));
        assert_eq!(found, Some((None, Offers::default(), 0)), "{altered}");
    }

    #[test]
    fn a_signed_out_record_does_not_name_the_user() {
        for state in [State::SignedOut(None), State::SigningOut { session: Stamp::new("s"), reason: None }] {
            let text = serde_json::to_string(&signed_in().with(state).to_stored()).unwrap();
            assert!(!text.contains("amy") && !text.contains("user"), "{text}");
        }
    }
}
