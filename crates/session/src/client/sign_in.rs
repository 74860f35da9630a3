//! Signs in under the lock. If an earlier sign-in may have left a session at the server, tries to end that session
//! first (rule 10).

use futures_channel::oneshot;

use super::cookie_lock::CookieLock;
use super::core::Client;
use super::environment::Environment;
use super::locked_refresh::read_refresh;
use super::refusal::refusal;
use super::trace::{For, Operation};
use super::traced_operation::{Traced, of_call};
use crate::error::{Error, Transient};
use crate::event::Event;
use crate::http::Response;
use crate::protocol::{Protocol, RefreshOutcome};
use crate::record::{Ends, Millis, Offers, SignedIn, Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Signs in. After success, the record names the user.
    ///
    /// If the caller drops the future, the sign-in continues. Its response may still set cookies, and then the record
    /// has to be updated too.
    ///
    /// If a user is signed in already, the sign-in is not sent (rule 8). In this case, the result is `Ok` if
    /// [`Protocol::has_account`] says that the account name belongs to the signed-in user. Otherwise, the result is
    /// [`Error::OtherUser`].
    ///
    /// # Errors
    /// [`Error::OtherUser`] if another user is signed in. [`Error::Rejected`] if the server refuses the sign-in.
    /// [`Error::Unserializable`] if JSON cannot express the credentials. [`Error::SessionChanged`] if another tab has
    /// changed the record during this sign-in, or if the storage was cleared. [`Error::Transient`] in all other cases.
    /// After an error, this sign-in has signed nobody in. After [`Error::OtherUser`], the other user is still signed
    /// in.
    pub async fn sign_in(&self, credentials: P::Credentials) -> Result<(), Error> {
        let (sender, receiver) = oneshot::channel();
        let client = self.clone();
        self.env().spawn(async move {
            client.end_of_idle_session().await;
            let traced = client.traced(Operation::SignIn);
            let (result, event) = client.sign_in_held(&credentials, &traced).await;
            traced.over(of_call(&result));
            if let Some(event) = event {
                client.env().publish(event);
            }
            client.resume();
            // `send` fails if the caller has dropped the future of the sign-in. This error is ignored, because the
            // record shows whether the sign-in succeeded.
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
            // Another tab may have signed in and released the lock just now. Wait until the record of that tab is
            // visible here (rule 8).
            self.settle().await;
            // The record may have a session that still has to be ended at the server. The sign-in will replace the
            // cookies of that session. Without its cookies, that session cannot be ended any more, so it should be
            // ended first.
            if !told || self.known_record().unconfirmed().is_none() {
                break cookie_lock;
            }
            drop(cookie_lock);
            // `leave` takes the lock itself, so the line above releases the lock. `leave` tries once to end the old
            // session at the server, and returns `false` if the attempt has failed. The sign-in does not try again
            // after a failed attempt. It takes the lock again and continues.
            told = self.leave().await;
        };
        let before = self.known_record();
        self.forget_declined();
        if let Some(signed_in) = before.signed_in() {
            let account = P::account(credentials);
            // A user is signed in already, so this sign-in is not sent. The components may not know of the user yet,
            // for example because another tab has just signed in. So each of the two results below comes with an event
            // that makes the components read the record.
            if P::has_account(&signed_in.user, &account) {
                return (Ok(()), Some(Event::Changed));
            }
            *self.inner.declined.borrow_mut() = Some((signed_in.session.clone(), account));
            return (Err(Error::OtherUser), Some(Event::Changed));
        }
        let Ok(sent) = serde_json::to_string(credentials) else {
            return (Err(Error::Unserializable), None);
        };
        // The sign-in is saved as pending before it is sent. If the response is lost, this tab, or a tab that is opened
        // later, asks the server to end the session.
        let session = self.env().stamp();
        // This changes the record, but no event is published yet, because the lock is held. After this function has
        // released the lock, the caller publishes the event that this function returns (rule 7).
        self.env().save(&before.with_pending(&session));
        let (result, opened) = self.send_sign_in(&cookie_lock, &sent, traced).await;
        self.catch_up(&cookie_lock).await;
        if self.known_record().signed_in().is_some() && (result.is_ok() || opened == Opened::Perhaps) {
            // Another sign-in has succeeded during this sign-in. This happens only if this tab was frozen, or if the
            // locks of the browser do not work. The cookies may belong to either session, so both sessions are ended.
            return (result.and(Err(Error::SessionChanged)), self.undo(&session));
        }
        match (result, opened) {
            (Ok(accepted), _) => self.admit(session, accepted),
            (Err(error), Opened::Perhaps) => (Err(error), Some(Event::Changed)),
            (Err(error), Opened::No) => {
                if self.known_record().pending == Some(session) {
                    self.env().save(&before);
                }
                (Err(error), Some(Event::Changed))
            }
        }
    }

    /// Sends the sign-in. If the server refuses the sign-in with a masked response, this method tries to end a session
    /// that an earlier sign-in may have left at the server, and then sends the sign-in once more. A masked response
    /// does not say the reason for the refusal, but such an old session may be the reason.
    /// Returns two values: the result, and whether the server may now have a session that is not in the record.
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
                        // The server has probably opened a session, but the response does not name a user.
                        Ok(None) => (Err(Error::Transient(Transient::Garbled)), Opened::Perhaps),
                        Err(error) => (Err(error), opened),
                    };
                }
                Err(none) => return (Err(Error::Transient(none.into())), Opened::Perhaps),
            }
        }
    }

    /// Saves the session in the record, if this sign-in is still pending in the record. If it is not pending any more,
    /// undoes the sign-in. Returns two values: the result of the sign-in, and the event to publish, if any.
    fn admit(&self, session: Stamp, accepted: Accepted<P::User>) -> (Result<(), Error>, Option<Event>) {
        let before = self.known_record();
        if before.pending.as_ref() != Some(&session) {
            // Either the storage was cleared, or another tab has changed the record during this sign-in. This tab holds
            // the lock, so another tab can change the record only in two cases: this tab was frozen, or the locks of
            // the browser do not work.
            return (Err(Error::SessionChanged), self.undo(&session));
        }
        *self.inner.renewed_here.borrow_mut() = Some(session.clone());
        self.begin_use(&session);
        let signed_in = SignedIn::new(session, accepted.asked_at, accepted.expires_in, accepted.user);
        let signed_in = signed_in.with_offers(accepted.offers).with_ends(accepted.ends);
        self.env().save(&before.with(State::SignedIn(signed_in)));
        (Ok(()), Some(Event::SignedIn))
    }

    /// Tries to end an earlier session that is not in the record. Call this after the server has refused a sign-in with
    /// a masked response. Some servers allow only one session per user, so the server may have refused the sign-in
    /// because of an earlier session. This browser may still have the cookies of that session. This method first
    /// refreshes the earlier session, because some servers ignore a sign-out with an expired token. If the refresh
    /// succeeds, this method signs out. If the server does not confirm the sign-out, it may still have the earlier
    /// session, so the result is [`Opened::Perhaps`]. Otherwise, the result is [`Opened::No`].
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

/// Whether the server may have a session that is not in the record.
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
    offers: Option<Offers>,
    ends: Ends,
}

/// Reads the response to a sign-in. Returns an error if the status is not 2xx, or if the response is an HTML page. For
/// every other response, returns the accepted sign-in, or `Ok(None)` if the response names no user.
fn accepted<P: Protocol>(response: &Response, asked_at: Millis) -> Result<Option<Accepted<P::User>>, Error> {
    if response.is_success() {
        // An HTML page is not the server's response to a sign-in. For example, it is the login page of a public Wi-Fi
        // network. So the server has not opened a session.
        if response.is_web_page() {
            return Err(Error::Transient(Transient::Garbled));
        }
        let (expires_in, offers, ends) = (P::expires_in(response), P::offers(response), P::ends(response));
        return Ok(P::granted(response).map(|user| Accepted { user, asked_at, expires_in, offers, ends }));
    }
    Err(match response.status {
        401 if P::masked(response) => Error::Transient(Transient::Elsewhere),
        // A 403 of a sign-in means wrong credentials, not a missing permission.
        status @ 403 => Error::Rejected { status, message: P::message(response) },
        _ => refusal::<P>(response, false),
    })
}
