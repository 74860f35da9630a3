//! The session record: one value for each API base, which all tabs of the origin share. It never holds a token.
//! The stored form of the record is in `record_json.rs`. The numbers of rules are those in `client/rules.md`.

use serde::Serialize;

use super::offers::Offers;

/// A duration in milliseconds, or a time in milliseconds since 1970 by the device's clock.
pub type Millis = u64;

/// A random text that identifies a session or a renewal. Stamps are only compared for equality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Stamp(String);

impl Stamp {
    /// Creates a stamp from a text. For a new session or renewal, the text must never have been used before.
    pub fn new(text: impl Into<String>) -> Self {
        Stamp(text.into())
    }

    /// The text, for example for the `key` of a component whose state belongs to one session.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The session record of one API base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<U> {
    /// The API base, as an absolute address.
    pub api: String,
    /// Whether a refresh has succeeded at this API base. If so, a later 404, 405 or 501 of a refresh counts as a
    /// transient error (rule 3).
    pub renews: bool,
    /// Who is signed in.
    pub state: State<U>,
    /// A session that the server may have although nobody is signed in here. For example, a sign-in was sent, and its
    /// response has not arrived. The cookies may belong to this session. `None` while a user is signed in or signing
    /// out.
    pub pending: Option<Stamp>,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State<U> {
    /// Nobody is signed in. The reason says why the last session ended. It is `None` if the user signed out, or if
    /// there was no session.
    SignedOut(Option<Reason>),
    /// Nobody is signed in. The session was signed out of, and the server has not confirmed this yet.
    SigningOut {
        /// The session that was signed out of.
        session: Stamp,
        /// Why the session was signed out of. `None` if the user signed out.
        reason: Option<Reason>,
    },
    /// A user is signed in.
    SignedIn(SignedIn<U>),
}

/// The session of a signed-in user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn<U> {
    /// Identifies the session. Each sign-in creates a new stamp. A call remembers the stamp of its session, so it
    /// notices if another session has begun before the response arrives (rule 8).
    pub session: Stamp,
    /// Identifies the access token. Each refresh creates a new stamp. Before the first refresh, the stamp equals
    /// `session`.
    pub renewal: Stamp,
    /// The time at which the request for the current access token was sent, in milliseconds since 1970 by the device's
    /// clock.
    pub renewed_at: Millis,
    /// The lifetime of the access token in seconds, if the server announces it.
    pub expires_in: Option<u32>,
    /// The time at which the sign-in was sent, in milliseconds since 1970 by the device's clock. The app displays it,
    /// and the time of the warning before an announced end depends on it. `None` if an older version of the library
    /// wrote the record.
    pub since: Option<Millis>,
    /// The optional parts that the server offers.
    pub offers: Offers,
    /// When the session ends even if it is refreshed, in milliseconds since 1970 by the device's clock. `None` if the
    /// server does not announce this.
    pub session_ends_at: Option<Millis>,
    /// After how many seconds without a refresh the session ends, if the server announces it.
    pub idle_expires_in: Option<u32>,
    /// How many times all tabs together have refreshed the session. For display only.
    pub renewals: u32,
    /// What the app knows about the user.
    pub user: U,
}

impl<U: Clone> SignedIn<U> {
    /// Creates a session whose sign-in was sent at `since`. `session` is a new stamp. `expires_in`: the lifetime of the
    /// access token in seconds, if it is known.
    pub fn new(session: Stamp, since: Millis, expires_in: Option<u32>, user: U) -> Self {
        let renewal = session.clone();
        SignedIn {
            session,
            renewal,
            renewed_at: since,
            expires_in,
            since: Some(since),
            offers: Offers::default(),
            session_ends_at: None,
            idle_expires_in: None,
            renewals: 0,
            user,
        }
    }

    /// Returns the session after a refresh whose request was sent at `asked_at`. `renewal` is a new stamp.
    /// `expires_in`: the lifetime of the new access token in seconds, if it is known.
    pub fn renewed(&self, renewal: Stamp, asked_at: Millis, expires_in: Option<u32>) -> Self {
        let renewals = self.renewals.saturating_add(1);
        SignedIn { renewal, renewed_at: asked_at, expires_in, renewals, ..self.clone() }
    }

    /// Returns the session after a response that announces `offers`. With `None`, the response announces nothing, so
    /// the session keeps what it has.
    pub fn with_offers(self, offers: Option<Offers>) -> Self {
        SignedIn { offers: offers.unwrap_or(self.offers), ..self }
    }

    /// Returns the session after a response that names `user`. With `None`, the session keeps what it has.
    pub fn with_user(self, user: Option<U>) -> Self {
        SignedIn { user: user.unwrap_or(self.user), ..self }
    }
}

/// Why a session ended, if the user did not sign out. The page of the user is kept for the same user (rule 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The server refused to refresh the session. Or the server has no refresh, and it refused the access token. Or its
    /// stream of events said that the session was ended.
    Expired,
    /// The session never worked, because the browser blocks the server's cookies (rule 15).
    CookiesBlocked,
    /// When this session began, a request of another session was still in flight. The response to that request may
    /// have replaced the cookies of this session (rule 8).
    Crossed,
    /// Nobody used the app for the idle time-out (rule 16).
    Inactive,
    /// The user wants to sign in again before the session ends. See
    /// [`Client::sign_in_again`](crate::Client::sign_in_again).
    SignInAgain,
}

impl<U> State<U> {
    /// Like [`Record::reason`].
    pub fn reason(&self) -> Option<Reason> {
        match self {
            State::SignedOut(reason) | State::SigningOut { reason, .. } => *reason,
            State::SignedIn(_) => None,
        }
    }
}

impl<U: Clone> Record<U> {
    /// A record in which nobody is signed in. `api`: the API base, as an absolute address.
    pub fn signed_out(api: &str) -> Self {
        Record { api: api.to_owned(), renews: false, state: State::SignedOut(None), pending: None }
    }

    /// The record of the same API base with another state, and without a pending sign-in.
    pub fn with(&self, state: State<U>) -> Self {
        Record { api: self.api.clone(), renews: self.renews, state, pending: None }
    }

    /// Returns a new signed-out record for the same API base. Its field [pending](Record::pending) is `session`: a
    /// session that the server may still have.
    pub fn with_pending(&self, session: &Stamp) -> Self {
        Record { pending: Some(session.clone()), ..self.with(State::SignedOut(self.reason())) }
    }

    /// The session of the signed-in user. `None` if nobody is signed in.
    pub fn signed_in(&self) -> Option<&SignedIn<U>> {
        match &self.state {
            State::SignedIn(signed_in) => Some(signed_in),
            _ => None,
        }
    }

    /// The signed-in user. `None` if nobody is signed in.
    pub fn user(&self) -> Option<&U> {
        self.signed_in().map(|signed_in| &signed_in.user)
    }

    /// The reason for the end of the last session. `None` if a user is signed in, if the user signed out, or if there
    /// was no session.
    pub fn reason(&self) -> Option<Reason> {
        self.state.reason()
    }

    /// Whether a sign-out has begun that the server has not confirmed yet.
    pub fn is_signing_out(&self) -> bool {
        matches!(self.state, State::SigningOut { .. })
    }

    /// The session that has to be ended at the server, because it was signed out of, or because it is
    /// [pending](Record::pending). `None` if there is no such session.
    pub fn unconfirmed(&self) -> Option<&Stamp> {
        match &self.state {
            State::SigningOut { session, .. } => Some(session),
            _ => self.pending.as_ref(),
        }
    }
}
