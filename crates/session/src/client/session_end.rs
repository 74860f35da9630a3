//! The end of a session without a sign-out: the server refused a refresh, or the response of another session arrived.

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::Outcome;
use super::still::Still;
use super::timing;
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::{Reason, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Ends the session after the server refused to refresh it, unless another tab has refreshed it meanwhile.
    /// `without_cookie`: whether the refusal says that the refresh cookie was missing.
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

    /// The reason for the end (rule 15). Cookies are blocked if the refusal says that the cookie is missing, this tab has just
    /// signed in, and no call has succeeded since.
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

    /// Undoes a response that set cookies of `session` although the record has changed (rule 8), because script cannot reject
    /// a `Set-Cookie`. The session in the record ends, as its cookies may have been replaced. The session of the cookies is
    /// saved as pending, so that [`Client::resume`] ends it at the server.
    pub(super) fn undo(&self, session: &Stamp) -> Option<Event> {
        let record = self.record();
        if record.signed_in().is_some() {
            self.env().save(&record.with(State::SignedOut(Some(Reason::Crossed))).with_pending(session));
            return Some(Event::Ended);
        }
        // A sign-out that is not confirmed yet ends the session of the cookies anyway, as soon as this lock is released.
        record.unconfirmed().is_none().then(|| {
            self.env().save(&record.with_pending(session));
            Event::Changed
        })
    }
}
