//! Ends a session that the user has not signed out of. There are three reasons:
//! - The server refused a refresh.
//! - The server has no refresh, and refused the token.
//! - The response to a request of another session may have replaced the cookies.

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::Outcome;
use super::session_comparison::Still;
use super::timing;
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::{Reason, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Ends the session `seen`. Call this if the server refused to refresh the session, or if the server has no refresh
    /// and refused the token. If another tab has refreshed the session meanwhile, the session continues.
    /// `without_cookie`: whether the refusal says that the refresh cookie was missing. Returns two values:
    /// the outcome of the refresh, and the event to publish, if any.
    pub(super) async fn end(&self, seen: &SignedIn<P::User>, without_cookie: bool) -> (Outcome, Option<Event>) {
        self.settle().await;
        match self.still(seen) {
            Still::Renewed => (Outcome::Renewed, None),
            Still::Gone => (Outcome::Gone, None),
            Still::Same => {
                let reason = self.reason(seen, without_cookie);
                let record = self.record();
                self.env().save(&record.with(State::SignedOut(Some(reason))));
                (Outcome::Gone, Some(Event::Ended))
            }
        }
    }

    /// The reason for the end (rule 15). [`Reason::CookiesBlocked`] has three conditions: the refusal says that the
    /// cookie is missing, this tab has just signed in, and the server has not accepted the token yet. Otherwise, the
    /// reason is [`Reason::Expired`].
    fn reason(&self, seen: &SignedIn<P::User>, without_cookie: bool) -> Reason {
        let age = self.env().now().checked_sub(seen.renewed_at);
        let began_here = seen.renewal == seen.session && self.renewed_here(seen);
        let fresh = began_here && age.is_some_and(|age| age <= timing::FRESH);
        if without_cookie && fresh && !self.inner.admission.has_worked(&seen.renewal) {
            Reason::CookiesBlocked
        } else {
            Reason::Expired
        }
    }

    /// Call this if the record has changed during a request, and if the response to this request may have set cookies
    /// of `session` (rule 8). Script cannot reject a `Set-Cookie`, so the session to which the new cookies belong has
    /// to be ended.
    ///
    /// If a user is signed in, the new cookies may have replaced the cookies of this user. So the session of this user
    /// ends in the record, and `session` is saved as pending. If nobody is signed in, only `session` is saved as
    /// pending. In this second case, nothing is saved if the record already has a session that must be ended at the
    /// server. [`Client::resume`] later ends the pending session at the server. Returns the event to publish, or `None`
    /// if nothing was saved.
    pub(super) fn undo(&self, session: &Stamp) -> Option<Event> {
        let record = self.record();
        if record.signed_in().is_some() {
            self.env().save(&record.with(State::SignedOut(Some(Reason::Crossed))).with_pending(session));
            return Some(Event::Ended);
        }
        // The record may already have another session that must be ended at the server. Then `session` is not saved.
        // The sign-out of the other session is sent after the lock is released. The browser sends it with the cookies
        // that the browser has then, and the server ends the session of these cookies. The browser has no other
        // cookies, so a second sign-out could not end anything.
        record.unconfirmed().is_none().then(|| {
            self.env().save(&record.with_pending(session));
            Event::Changed
        })
    }
}
