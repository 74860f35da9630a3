//! The shared refresh mutex: however many calls find the token expired, one refresh answers them all.
//! It must not know which calls wait, nor send them again.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, FutureExt, Shared, select};

use super::error::Trouble;
use super::hold::cookie_call;
use super::verdict::{self, Refreshed};
use super::world::{Answer, NoAnswer, World};
use super::{Client, timing};
use crate::bus::Event;
use crate::contract::path;
use crate::session::{Reason, SignedIn, State};

/// What a refresh came to, for those who waited for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The record has another renewal now.
    Renewed,
    /// The record tells: signed out, or another session.
    Gone,
    /// Still signed in; the call can be tried again.
    Unknown(Trouble),
    /// This server has no refresh: only a refused call of a page tells that the session is over (rule 3).
    Missing,
}

/// A refresh under way in this tab.
#[derive(Clone)]
pub(super) struct Running {
    done: Shared<oneshot::Receiver<Outcome>>,
    waiting: Rc<Cell<usize>>,
}

/// Counts one who waits, for as long as they do.
struct Waiting(Rc<Cell<usize>>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl<W: World> Client<W> {
    /// Renews `seen` unless that happened already, or joins the refresh under way. Settles within [`timing::WAITER`].
    pub(super) async fn refresh(&self, seen: &SignedIn) -> Outcome {
        let running = self.inner.refreshing.borrow().clone();
        let running = running.unwrap_or_else(|| self.start_refresh(seen.clone()));
        self.join(running).await
    }

    /// Waits for a refresh under way in this tab, so that nothing is sent to die (rule 6).
    pub(super) async fn refresh_under_way(&self) -> Option<Outcome> {
        let running = self.inner.refreshing.borrow().clone()?;
        Some(self.join(running).await)
    }

    async fn join(&self, running: Running) -> Outcome {
        running.waiting.set(running.waiting.get() + 1);
        let _waiting = Waiting(running.waiting);
        match select(running.done, pin!(self.world().sleep(timing::WAITER))).await {
            Either::Left((Ok(outcome), _)) => outcome,
            Either::Left((Err(_), _)) | Either::Right(_) => Outcome::Unknown(Trouble::TimedOut),
        }
    }

    /// Runs detached: a component that unmounts takes nobody's refresh with it.
    fn start_refresh(&self, seen: SignedIn) -> Running {
        let (sender, receiver) = oneshot::channel();
        let running = Running { done: receiver.shared(), waiting: Rc::default() };
        *self.inner.refreshing.borrow_mut() = Some(running.clone());
        let (client, waiting) = (self.clone(), running.waiting.clone());
        self.world().spawn(async move {
            let (outcome, event) = client.refresh_held(&seen, &waiting).await;
            client.inner.refreshing.take();
            // Everybody may have given up.
            let _ = sender.send(outcome);
            client.inner.gate.change().wake();
            if let Some(event) = event {
                client.world().publish(event);
            }
        });
        running
    }

    /// One refresh under the lock; the lock is released on return, so the event may be published.
    async fn refresh_held(&self, seen: &SignedIn, waiting: &Cell<usize>) -> (Outcome, Option<Event>) {
        let too_late = (Outcome::Unknown(Trouble::TimedOut), None);
        let Some(hold) = self.hold().await else {
            return too_late;
        };
        match self.still(seen) {
            Still::Same => {}
            Still::Renewed => return (Outcome::Renewed, None),
            Still::Gone => return (Outcome::Gone, None),
        }
        if waiting.get() == 0 || !hold.may_start() {
            return too_late;
        }
        let asked_at = self.world().now();
        let answer = self.send_refresh().await;
        let refreshed = match verdict::of_refresh(&answer) {
            Refreshed::Missing(status) if self.record().renews => Refreshed::Unknown(Trouble::Failed(status, None)),
            other => other,
        };
        match (self.still(seen), refreshed) {
            (Still::Same, Refreshed::Renewed { expires_in }) => {
                self.save_renewal(seen, asked_at, expires_in);
                (Outcome::Renewed, Some(Event::Renewed))
            }
            (Still::Renewed, Refreshed::Renewed { .. }) => (Outcome::Renewed, None),
            (Still::Gone, Refreshed::Ended { .. }) => (Outcome::Gone, None),
            (Still::Gone, _) => (Outcome::Gone, self.clean_up(seen).await),
            (_, Refreshed::Ended { without_cookie }) => self.end(seen, without_cookie).await,
            (_, Refreshed::Unknown(trouble)) => (Outcome::Unknown(trouble), None),
            (_, Refreshed::Missing(_)) => (Outcome::Missing, None),
        }
    }

    pub(super) async fn send_refresh(&self) -> Result<Answer, NoAnswer> {
        self.inner.refreshes.set(self.inner.refreshes.get() + 1);
        self.world().send(cookie_call(path::REFRESH, "{}".to_owned())).await
    }

    fn save_renewal(&self, seen: &SignedIn, asked_at: u64, expires_in: Option<u32>) {
        let mut record = self.record().with(State::SignedIn(SignedIn {
            renewal: self.world().stamp(),
            renewed_at: asked_at,
            expires_in,
            ..seen.clone()
        }));
        record.renews = true;
        self.world().save(&record);
    }

    /// The server refused. Where another tab's renewal is still on its way here, it wins: a false end is not tolerable.
    async fn end(&self, seen: &SignedIn, without_cookie: bool) -> (Outcome, Option<Event>) {
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

    /// A page's call was refused, and this server has no refresh: the session is over (rule 3).
    pub(super) async fn end_unrenewable(&self, seen: &SignedIn) {
        let Some(hold) = self.hold().await else {
            return;
        };
        let (_, event) = match self.still(seen) {
            Still::Same => self.end(seen, false).await,
            Still::Renewed | Still::Gone => (Outcome::Gone, None),
        };
        drop(hold);
        if let Some(event) = event {
            self.world().publish(event);
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
    /// A session that is being left needs none of it: its sign-out is queued behind this hold.
    async fn clean_up(&self, seen: &SignedIn) -> Option<Event> {
        let record = self.record();
        if matches!(&record.state, State::Leaving { session } if *session == seen.session) {
            return None;
        }
        // Lost or not, there is nothing more to do: the record no longer names that session.
        let _ = self.world().send(cookie_call(path::SIGN_OUT, "{}".to_owned())).await;
        self.record().signed_in()?;
        self.world().save(&record.with(State::SignedOut(Some(Reason::Crossed))));
        Some(Event::Ended)
    }

    fn still(&self, seen: &SignedIn) -> Still {
        match self.record().signed_in() {
            Some(now) if now.session != seen.session => Still::Gone,
            Some(now) if now.renewal != seen.renewal => Still::Renewed,
            Some(_) => Still::Same,
            None => Still::Gone,
        }
    }
}

/// What the record says of a session that was seen before.
enum Still {
    Same,
    Renewed,
    Gone,
}

/// Whether a token is about to expire by this device's own elapsed time (rule 5). An absurd age counts as unknown.
pub(super) fn is_expiring(signed_in: &SignedIn, now: u64) -> bool {
    let (Some(seconds), Some(age)) = (signed_in.expires_in, now.checked_sub(signed_in.renewed_at)) else {
        return false;
    };
    let lifetime = u64::from(seconds) * 1000;
    let margin = timing::MARGIN.min(lifetime / 10);
    // Older than a year is no age but a clock that was set.
    age + margin >= lifetime && age < 365 * 24 * 3_600_000
}
