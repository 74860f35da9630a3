//! Signing in: one call under the lock, and the way out of a server's masked refusal (rule 10).
//! It must not know of the form.

use futures_channel::oneshot;

use super::error::{Error, Trouble};
use super::hold::{Hold, cookie_call};
use super::types::Credentials;
use super::verdict::{self, Refreshed};
use super::world::{Answer, World};
use super::{Client, body};
use crate::bus::Event;
use crate::contract::path;
use crate::session::{Reason, Record, SignedIn, State, User};

impl<W: World> Client<W> {
    /// Signs in. Afterwards the record names the user, in every tab.
    ///
    /// Runs on when the caller is dropped, since a late answer still sets cookies. Where somebody is signed in
    /// already, nothing is sent: two users are always separated by a sign-out (rule 8).
    ///
    /// # Errors
    /// What the server said, or why it could not be asked; the record stays signed out.
    pub async fn sign_in(&self, credentials: Credentials) -> Result<(), Error> {
        let (sender, receiver) = oneshot::channel();
        let client = self.clone();
        self.world().spawn(async move {
            let (result, event) = client.sign_in_held(&credentials).await;
            if let Some(event) = event {
                client.world().publish(event);
            }
            client.resume();
            // The form may be gone; the record tells.
            let _ = sender.send(result);
        });
        receiver.await.unwrap_or(Err(Error::TryAgain(Trouble::TimedOut)))
    }

    async fn sign_in_held(&self, credentials: &Credentials) -> (Result<(), Error>, Option<Event>) {
        let mut told = true;
        let hold = loop {
            let Some(hold) = self.hold().await else {
                return (Err(Error::TryAgain(Trouble::TimedOut)), None);
            };
            // Even a free lock may just have been let go: another tab's sign-in must not be overlooked (rule 8).
            self.settle().await;
            // Looked at under the lock: new cookies replace those with which alone the server can be told.
            if !told || !self.record().is_leaving() {
                break hold;
            }
            drop(hold);
            // Once more, in a hold of its own, then the new sign-in goes on.
            told = self.leave().await;
        };
        if self.record().signed_in().is_some() {
            // Told all the same: the form that asked did not know.
            return (Ok(()), Some(Event::Changed));
        }
        let Ok(sent) = serde_json::to_string(credentials) else {
            return (Err(Error::TryAgain(Trouble::Garbled)), None);
        };
        let (sent, untold) = self.send_sign_in(&hold, &sent).await;
        let (result, event) = match sent {
            Ok((asked_at, answer)) => self.signed_in(&hold, asked_at, &answer).await,
            Err(error) => (Err(error), None),
        };
        if untold && result.is_err() && event.is_none() {
            // The session that was left over is still there: the server is told of it as of any other.
            return (result, Some(self.leave_untold(&self.record(), &self.world().stamp())));
        }
        (result, event)
    }

    /// Sends the sign-in, twice where something left over was in its way. When the answer was asked for, and the answer;
    /// and whether something is left over that the server could not be told to end.
    async fn send_sign_in(&self, hold: &Hold<W>, sent: &str) -> (Result<(u64, Answer), Error>, bool) {
        let mut left_over = None;
        loop {
            let untold = left_over == Some(LeftOver::Untold);
            if !hold.may_start() {
                let trouble = if left_over.is_none() { Trouble::TimedOut } else { Trouble::Elsewhere };
                return (Err(Error::TryAgain(trouble)), untold);
            }
            let asked_at = self.world().now();
            match self.world().send(cookie_call(path::SIGN_IN, sent.to_owned())).await {
                Ok(answer) if body::is_masked(&answer) && left_over.is_none() => {
                    left_over = Some(self.clear_left_over(hold).await);
                }
                Ok(answer) => return (Ok((asked_at, answer)), untold),
                Err(none) => return (Err(Error::TryAgain(none.into())), untold),
            }
        }
    }

    async fn signed_in(&self, hold: &Hold<W>, asked_at: u64, answer: &Answer) -> (Result<(), Error>, Option<Event>) {
        let refused = |error| (Err(error), None);
        match answer.status {
            // A hotel's page, not the server's: no session was opened, and cookies that are here may be of an older one.
            200..=299 if body::is_page(answer) => return refused(Error::TryAgain(Trouble::Garbled)),
            200..=299 => {}
            401 if body::is_masked(answer) => return refused(Error::TryAgain(Trouble::Elsewhere)),
            403 => return refused(rejected(answer)),
            _ => return refused(verdict::refusal(answer, false)),
        }
        self.catch_up(hold).await;
        let before = self.record();
        let Some(user) = body::json(&answer.body).and_then(|json| User::from_json(&json)) else {
            // The server may have opened a session that nobody could name: it is closed again.
            let told = self.sign_out_call(hold).await;
            let event = (!told).then(|| self.leave_untold(&before, &self.world().stamp()));
            return (Err(Error::TryAgain(Trouble::Garbled)), event);
        };
        if let Some(other) = before.signed_in() {
            // Only without a working lock: two sign-ins crossed, and the cookies may be of either.
            let event = if self.sign_out_call(hold).await {
                self.world().save(&before.with(State::SignedOut(Some(Reason::Crossed))));
                Event::Ended
            } else {
                self.leave_untold(&before, &other.session)
            };
            return (Err(Error::Superseded), Some(event));
        }
        self.world().save(&self.new_session(&before, asked_at, user, body::lifetime(&answer.body)));
        (Ok(()), Some(Event::SignedIn))
    }

    fn new_session(&self, before: &Record, asked_at: u64, user: User, expires_in: Option<u32>) -> Record {
        let session = self.world().stamp();
        *self.inner.signed_in_here.borrow_mut() = Some(session.clone());
        before.with(State::SignedIn(SignedIn {
            renewal: session.clone(),
            session,
            renewed_at: asked_at,
            expires_in,
            user,
        }))
    }

    /// A masked refusal may mean that this browser still holds a session which the record has lost, and that the
    /// server admits only one: it is renewed, so that the sign-out counts, and signed out (contract, "One refresh
    /// token per user").
    async fn clear_left_over(&self, hold: &Hold<W>) -> LeftOver {
        if !hold.may_start() {
            return LeftOver::Nothing;
        }
        match verdict::of_refresh(&self.send_refresh().await) {
            Refreshed::Renewed { .. } if self.sign_out_call(hold).await => LeftOver::Nothing,
            Refreshed::Renewed { .. } => LeftOver::Untold,
            _ => LeftOver::Nothing,
        }
    }
}

/// What this browser still holds of a session which the record has lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeftOver {
    /// Nothing that it knows of.
    Nothing,
    /// A session that the server could not be told to end.
    Untold,
}

/// A refused sign-in is no matter of roles.
fn rejected(answer: &Answer) -> Error {
    Error::Rejected(body::message(answer).unwrap_or_else(|| "The server refused this sign-in.".to_owned()))
}
