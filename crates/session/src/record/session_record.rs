//! The session record: one JSON value, the truth for all tabs of the origin (design, "The session record").
//! It must not know where it is kept, and never holds a token.

use serde::Serialize;

/// Milliseconds, of a duration or since 1970 by this device's clock.
pub type Millis = u64;

/// A random mark. Two stamps are equal or not; nothing else can be asked of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
pub struct Record<U> {
    /// The API base that this record is about.
    pub api: String,
    /// Whether this API base has renewed before: only then is a 404 of its refresh a passing fault (rule 3).
    pub renews: bool,
    /// Who is signed in.
    pub state: State<U>,
    /// A sign-in that was sent and whose answer nobody has seen: the server may hold that session, and cookies may name
    /// it. Only while nobody is signed in.
    pub pending: Option<Stamp>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State<U> {
    /// Nobody; and why, where there was somebody.
    SignedOut(Option<Reason>),
    /// Nobody here any more, but the server has not been told yet.
    SigningOut {
        /// The session that is being left.
        session: Stamp,
    },
    /// Somebody.
    SignedIn(SignedIn<U>),
}

/// A session that the server holds too, as far as this browser knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn<U> {
    /// New at each sign-in: the fence between users (rule 8).
    pub session: Stamp,
    /// New at each refresh; the sign-in's own stamp until the first.
    pub renewal: Stamp,
    /// When the present access token was asked for, by this device's clock.
    pub renewed_at: Millis,
    /// The access token's lifetime in seconds, where the server announced it.
    pub expires_in: Option<u32>,
    /// When the sign-in was asked for, by this device's clock; only to be shown, and unknown in a record of old.
    pub since: Option<Millis>,
    /// How often the session was renewed, by whichever tab; only to be shown.
    pub renewals: u32,
    /// Who.
    pub user: U,
}

impl<U: Clone> SignedIn<U> {
    /// A session that has just begun: asked for at `since`, under a stamp that was never used before.
    pub fn new(session: Stamp, since: Millis, expires_in: Option<u32>, user: U) -> Self {
        let renewal = session.clone();
        SignedIn { session, renewal, renewed_at: since, expires_in, since: Some(since), renewals: 0, user }
    }

    /// The same session with another access token, asked for at `asked_at`.
    pub fn renewed(&self, renewal: Stamp, asked_at: Millis, expires_in: Option<u32>) -> Self {
        let renewals = self.renewals.saturating_add(1);
        SignedIn { renewal, renewed_at: asked_at, expires_in, renewals, ..self.clone() }
    }
}

/// Why a session ended without the user asking for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server refused to renew it.
    Expired,
    /// It never came to life: the browser keeps the server's cookies away (rule 15).
    CookiesBlocked,
    /// The answer of an older session arrived under this one and may have replaced its cookies (rule 8).
    Crossed,
}

impl<U: Clone> Record<U> {
    /// Nobody is signed in, and nothing is known of the server.
    pub fn signed_out(api: &str) -> Self {
        Record { api: api.to_owned(), renews: false, state: State::SignedOut(None), pending: None }
    }

    /// The same server, another state.
    pub fn with(&self, state: State<U>) -> Self {
        Record { api: self.api.clone(), renews: self.renews, state, pending: None }
    }

    /// Nobody is signed in, and a sign-in to this session is about to be sent.
    pub fn with_pending(&self, session: &Stamp) -> Self {
        Record { pending: Some(session.clone()), ..self.with(State::SignedOut(self.reason())) }
    }

    /// The session, where somebody is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn<U>> {
        match &self.state {
            State::SignedIn(signed_in) => Some(signed_in),
            _ => None,
        }
    }

    /// The user, where somebody is signed in.
    pub fn user(&self) -> Option<&U> {
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
    pub fn is_signing_out(&self) -> bool {
        matches!(self.state, State::SigningOut { .. })
    }

    /// The session that nobody wants and that the server may hold: one that was left, or one whose sign-in was never
    /// answered.
    pub fn unconfirmed(&self) -> Option<&Stamp> {
        match &self.state {
            State::SigningOut { session } => Some(session),
            _ => self.pending.as_ref(),
        }
    }
}
