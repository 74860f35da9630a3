//! How a session ends without the user asking: by the server's refusal, or because another one's answer crossed it.
//! It must not know how the server was asked.

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::Outcome;
use super::still::Still;
use super::timing;
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::{Reason, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// The server refused. Where another tab's renewal is still on its way here, it wins: a false end is not tolerable.
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

    /// Rule 15: no cookie came back although the sign-in, in this very tab, was a moment ago, and never a call went
    /// through. Only the status for a missing cookie says so; any other refusal may be of the session.
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

    /// Rule 8: script can't veto a `Set-Cookie`, so an answer that arrives under another session is undone: the
    /// session whose cookies it may have replaced ends, and whatever the cookies now name is written down for
    /// [`Client::resume`] to tell the server, which takes a refresh first.
    pub(super) fn undo(&self, session: &Stamp) -> Option<Event> {
        let record = self.record();
        if record.signed_in().is_some() {
            self.env().save(&record.with(State::SignedOut(Some(Reason::Crossed))).with_pending(session));
            return Some(Event::Ended);
        }
        // What is being left is told anyway, in a hold after this one.
        record.unconfirmed().is_none().then(|| {
            self.env().save(&record.with_pending(session));
            Event::Changed
        })
    }
}
