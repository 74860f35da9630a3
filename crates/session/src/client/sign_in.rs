//! Signing in: one call under the lock, and the way out of a server's masked refusal (rule 10).
//! It must not know of the form.

use futures_channel::oneshot;

use super::cookie_lock::CookieLock;
use super::core::Client;
use super::environment::Environment;
use super::operation::{Traced, of_call};
use super::refusal::refusal;
use super::renewal::read_refresh;
use super::trace::{For, Operation};
use crate::error::{Error, Transient};
use crate::event::Event;
use crate::http::Response;
use crate::protocol::{Protocol, RefreshOutcome};
use crate::record::{Millis, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Signs in. Afterwards the record names the user, in every tab.
    ///
    /// Runs on when the caller is dropped, since a late answer still sets cookies. Where somebody is signed in
    /// already, nothing is sent: two users are always separated by a sign-out (rule 8).
    ///
    /// # Errors
    /// [`Error::OtherUser`] where another user is signed in already. Else what the server said, or why it could not be
    /// asked; then the record stays signed out.
    pub async fn sign_in(&self, credentials: P::Credentials) -> Result<(), Error> {
        let (sender, receiver) = oneshot::channel();
        let client = self.clone();
        self.env().spawn(async move {
            let traced = client.traced(Operation::SignIn);
            let (result, event) = client.sign_in_held(&credentials, &traced).await;
            traced.over(of_call(&result));
            if let Some(event) = event {
                client.env().publish(event);
            }
            client.resume();
            // The form may be gone; the record tells.
            let _ = sender.send(result);
        });
        receiver.await.unwrap_or(Err(Error::Transient(Transient::TimedOut)))
    }

    async fn sign_in_held(
        &self,
        credentials: &P::Credentials,
        traced: &Traced<E>,
    ) -> (Result<(), Error>, Option<Event>) {
        let mut told = true;
        traced.waits(For::Lock);
        let cookie_lock = loop {
            let Some(cookie_lock) = self.lock_cookies().await else {
                return (Err(Error::Transient(Transient::TimedOut)), None);
            };
            // Even a free lock may just have been let go: another tab's sign-in must not be overlooked (rule 8).
            self.settle().await;
            // Looked at under the lock: new cookies replace those with which alone the server can be told.
            if !told || self.record().unconfirmed().is_none() {
                break cookie_lock;
            }
            drop(cookie_lock);
            // Once more, in a hold of its own, then the new sign-in goes on.
            told = self.leave().await;
        };
        let before = self.record();
        self.forget_declined();
        if let Some(signed_in) = before.signed_in() {
            let account = P::account(credentials);
            // Told all the same: the form that asked did not know.
            if P::has_account(&signed_in.user, &account) {
                return (Ok(()), Some(Event::Changed));
            }
            *self.inner.declined.borrow_mut() = Some((signed_in.session.clone(), account));
            return (Err(Error::OtherUser), Some(Event::Changed));
        }
        let Ok(sent) = serde_json::to_string(credentials) else {
            return (Err(Error::Unserializable), None);
        };
        // Written down before it is sent: should the answer never be seen, the server is told to end the session that
        // it may hold, by this tab or, when that is gone, by the next.
        let session = self.env().stamp();
        // Listeners have nothing to do with that: they hear of the outcome, once the lock is released (rule 7).
        self.env().save(&before.with_pending(&session));
        let (result, opened) = self.send_sign_in(&cookie_lock, &sent, traced).await;
        self.catch_up(&cookie_lock).await;
        if self.record().signed_in().is_some() && (result.is_ok() || opened == Opened::Perhaps) {
            // Only without a working lock: two sign-ins crossed, and the cookies may be of either.
            return (result.and(Err(Error::SessionChanged)), self.undo(&session));
        }
        match (result, opened) {
            (Ok(accepted), _) => self.admit(session, accepted),
            (Err(error), Opened::Perhaps) => (Err(error), Some(Event::Changed)),
            (Err(error), Opened::No) => {
                if self.record().pending == Some(session) {
                    self.env().save(&before);
                }
                (Err(error), Some(Event::Changed))
            }
        }
    }

    /// Sends the sign-in, twice where something left over was in its way; and whether the server may hold a session
    /// afterwards that nobody is signed in to.
    async fn send_sign_in(
        &self,
        cookie_lock: &CookieLock<E>,
        sent: &str,
        traced: &Traced<E>,
    ) -> (Result<Accepted<P::User>, Error>, Opened) {
        let mut left_over = None;
        loop {
            let opened = left_over.unwrap_or(Opened::No);
            if !cookie_lock.may_start() {
                let trouble = if left_over.is_none() { Transient::TimedOut } else { Transient::Elsewhere };
                return (Err(Error::Transient(trouble)), opened);
            }
            let asked_at = self.env().now();
            match self.send_for_cookies(P::ENDPOINTS.sign_in, sent.to_owned(), traced).await {
                Ok(answer) if P::masked(&answer) && left_over.is_none() => {
                    left_over = Some(self.clear_left_over(cookie_lock, traced).await);
                }
                Ok(answer) => {
                    return match accepted::<P>(&answer, asked_at) {
                        Ok(Some(accepted)) => (Ok(accepted), opened),
                        // The server opened a session that nobody can name.
                        Ok(None) => (Err(Error::Transient(Transient::Garbled)), Opened::Perhaps),
                        Err(error) => (Err(error), opened),
                    };
                }
                Err(none) => return (Err(Error::Transient(none.into())), Opened::Perhaps),
            }
        }
    }

    /// The record names the user, unless somebody else went on meanwhile.
    fn admit(&self, session: Stamp, accepted: Accepted<P::User>) -> (Result<(), Error>, Option<Event>) {
        let before = self.record();
        if before.pending.as_ref() != Some(&session) {
            // This tab stood still and was passed over, and the session may have been ended already; or the storage
            // was emptied.
            return (Err(Error::SessionChanged), self.undo(&session));
        }
        *self.inner.renewed_here.borrow_mut() = Some(session.clone());
        let signed_in = SignedIn::new(session, accepted.asked_at, accepted.expires_in, accepted.user);
        self.env().save(&before.with(State::SignedIn(signed_in)));
        (Ok(()), Some(Event::SignedIn))
    }

    /// A masked refusal may mean that this browser still holds a session which the record has lost, and that the
    /// server admits only one: it is renewed, so that the sign-out counts, and signed out (contract, "One refresh
    /// token per user").
    async fn clear_left_over(&self, cookie_lock: &CookieLock<E>, traced: &Traced<E>) -> Opened {
        if !cookie_lock.may_start() {
            return Opened::No;
        }
        match read_refresh::<P>(&self.send_refresh(traced).await) {
            RefreshOutcome::Renewed { .. } if !self.sign_out_call(cookie_lock, traced).await => Opened::Perhaps,
            _ => Opened::No,
        }
    }
}

/// Whether the server may hold a session that nobody is signed in to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opened {
    No,
    Perhaps,
}

/// A sign-in that the server granted.
struct Accepted<U> {
    user: U,
    asked_at: Millis,
    expires_in: Option<u32>,
}

/// What the response to a sign-in says; `None` where it was granted to nobody knows whom.
fn accepted<P: Protocol>(response: &Response, asked_at: Millis) -> Result<Option<Accepted<P::User>>, Error> {
    if response.is_success() {
        // A hotel's page, not the server's: no session was opened, and cookies that are here may be of an older one.
        if response.is_web_page() {
            return Err(Error::Transient(Transient::Garbled));
        }
        let expires_in = P::expires_in(response);
        return Ok(P::granted(response).map(|user| Accepted { user, asked_at, expires_in }));
    }
    Err(match response.status {
        401 if P::masked(response) => Error::Transient(Transient::Elsewhere),
        // A refused sign-in is no matter of permissions.
        status @ 403 => Error::Rejected { status, message: P::message(response) },
        _ => refusal::<P>(response, false),
    })
}
