//! Ends a session that the user has not signed out of. This happens in three cases:
//! - The server refused to refresh the session.
//! - The server has no refresh, and refused the access token of the session.
//! - A sign-in or a refresh of another session has ended while this session was in the record. The response may have
//!   set cookies that replaced the cookies of this session.

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::Outcome;
use super::session_comparison::Still;
use super::timing;
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::{Reason, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Ends the session `seen` in the record. If the session has been refreshed or has ended meanwhile (in another tab,
    /// for example), the record stays as it is. Call this in two cases: the server refused to refresh the session, or
    /// the server has no refresh and refused the token. `without_cookie` is whether the refusal says that the refresh
    /// cookie was missing. Returns the outcome for the calls that wait for the refresh, and the event to publish, if
    /// any.
    pub(super) async fn end(&self, seen: &SignedIn<P::User>, without_cookie: bool) -> (Outcome, Option<Event>) {
        self.settle().await;
        match self.still(seen) {
            Still::Renewed => (Outcome::Renewed, None),
            Still::Gone => (Outcome::Gone, None),
            Still::Same => {
                let reason = self.reason(seen, without_cookie);
                let record = self.known_record();
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
    /// of `session` (rule 8). Script cannot reject a `Set-Cookie`, so `session` has to be ended at the server.
    ///
    /// This function saves `session` as pending. [`Client::resume`] later ends the pending session at the server. If a
    /// user is signed in, the new cookies may have replaced the cookies of this user. So this function also ends the
    /// session of this user in the record. If nobody is signed in, the record may already have a session that must be
    /// ended at the server. Then this function saves nothing. Returns the event to publish, or `None` if nothing was
    /// saved.
    pub(super) fn undo(&self, session: &Stamp) -> Option<Event> {
        let record = self.known_record();
        if record.signed_in().is_some() {
            self.env().save(&record.with(State::SignedOut(Some(Reason::Crossed))).with_pending(session));
            return Some(Event::Ended);
        }
        // If the record already has another session that must be ended at the server, `session` is not saved. For that
        // other session, a sign-out is sent after the lock is released. The browser sends this sign-out with the
        // cookies that the browser has then, and the server ends the session of these cookies. A second sign-out is not
        // needed, because the browser has no cookies of any other session.
        record.unconfirmed().is_none().then(|| {
            self.env().save(&record.with_pending(session));
            Event::Changed
        })
    }
}
