//! How a session ends without the user asking: by the server's refusal, or because another one's answer crossed it.
//! It must not know how the server was asked.

use super::hold::Hold;
use super::refresh::Outcome;
use super::renewal::Still;
use super::world::World;
use super::{Client, timing};
use crate::bus::Event;
use crate::session::{Reason, Record, SignedIn, Stamp, State};

impl<W: World> Client<W> {
    /// The server refused. Where another tab's renewal is still on its way here, it wins: a false end is not tolerable.
    pub(super) async fn end(&self, seen: &SignedIn, without_cookie: bool) -> (Outcome, Option<Event>) {
        self.settle().await;
        match self.still(seen) {
            Still::Renewed => (Outcome::Renewed, None),
            Still::Gone => (Outcome::Gone, None),
            Still::Same => {
                let reason = self.reason(seen, without_cookie);
                let record = self.record();
                self.world().save(&record.with(State::SignedOut(Some(reason))));
                (Outcome::Gone, Some(Event::Ended))
            }
        }
    }

    /// Rule 15: no cookie came back although the sign-in, in this very tab, was a moment ago, and never a call went
    /// through. Only the status for a missing cookie says so; any other refusal may be of the session.
    fn reason(&self, seen: &SignedIn, without_cookie: bool) -> Reason {
        let age = self.world().now().checked_sub(seen.renewed_at);
        let began_here = self.inner.signed_in_here.borrow().as_ref() == Some(&seen.session);
        let fresh = began_here && seen.renewal == seen.session && age.is_some_and(|age| age <= timing::FRESH);
        if without_cookie && fresh && !self.inner.gate.has_worked(&seen.renewal) {
            Reason::CookiesBlocked
        } else {
            Reason::Expired
        }
    }

    /// Rule 8: script can't veto a `Set-Cookie`, so an answer that arrives under another session is undone: the
    /// server is told to end whatever the cookies now name, and the session whose cookies they may have replaced ends.
    /// Told is a sign-out with a token that is known to be good (`renewed`) and within this hold; else the record says
    /// that the server is still to be told, after a refresh.
    /// A session that is being left needs none of it: its sign-out is queued behind this hold.
    pub(super) async fn clean_up(&self, session: &Stamp, hold: &Hold<W>, renewed: bool) -> Option<Event> {
        if self.record().is_leaving() {
            return None;
        }
        let told = renewed && self.sign_out_call(hold).await;
        let record = self.record();
        match record.signed_in() {
            Some(_) if told => {
                self.world().save(&record.with(State::SignedOut(Some(Reason::Crossed))));
                Some(Event::Ended)
            }
            Some(other) => Some(self.leave_untold(&record, &other.session)),
            None if told || record.is_leaving() => None,
            None => Some(self.leave_untold(&record, session)),
        }
    }

    /// Writes down that the server holds a session which it could not be told to end; [`Client::resume`] tells it.
    pub(super) fn leave_untold(&self, record: &Record, session: &Stamp) -> Event {
        self.world().save(&record.with(State::Leaving { session: session.clone() }));
        Event::SignedOut
    }
}
