//! Signs out: at once in the record, and then at the server (rule 9). The sign-out is sent again and again until the
//! server confirms it.

use std::pin::pin;

use futures_util::future::select;

use super::cookie_lock::CookieLock;
use super::core::Client;
use super::environment::Environment;
use super::locked_refresh::read_refresh;
use super::trace::{End, For, Operation};
use super::traced_operation::{Traced, end_of_sign_out};
use crate::event::Event;
use crate::http::{NoResponse, Response};
use crate::protocol::{Protocol, RefreshOutcome};
use crate::record::{Reason, Stamp, State};

/// The pauses between the attempts to sign out at the server, in milliseconds. The last pause repeats.
const PAUSES: [u32; 7] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Signs out in the record at once, and so in every tab that shares the record. In the background, the sign-out is
    /// sent to the server until the server confirms it. If nobody is signed in, only publishes [`Event::Changed`].
    pub fn sign_out(&self) {
        self.sign_out_because(None);
    }

    /// Signs out like [`Client::sign_out`], so that the user can sign in again before the session ends by itself. The
    /// pages are kept, and they find the reason [`Reason::SignInAgain`] in the record. A session has to be over before
    /// the next sign-in, because the cookies of both would have the same names (rule 8).
    pub fn sign_in_again(&self) {
        self.sign_out_because(Some(Reason::SignInAgain));
    }

    /// Signs out. If there is a `reason`, it is saved in the record, and the pages are kept for the same user.
    pub(super) fn sign_out_because(&self, reason: Option<Reason>) {
        let record = self.known_record();
        let Some(signed_in) = record.signed_in() else {
            // The component that called this may still show a user. The event makes the component read the record
            // again.
            self.env().publish(Event::Changed);
            return;
        };
        let session = signed_in.session.clone();
        *self.inner.left.borrow_mut() = Some((session.clone(), reason));
        self.env().save(&record.with(State::SigningOut { session, reason }));
        self.env().publish(if reason.is_some() { Event::Ended } else { Event::SignedOut });
        self.resume();
    }

    /// Call this when another tab has changed the record. If the user has signed out and the server has not confirmed
    /// this yet, this function calls [`Client::resume`], so this tab also tries to sign out at the server. In any other
    /// state of the record, this function does nothing. A pending sign-in is left to the tab that has sent it.
    pub fn on_record_changed(&self) {
        if self.known_record().is_signing_out() {
            self.resume();
        }
    }

    /// Ends a session at the server if the user has signed out of it, or if the response to its sign-in has not
    /// arrived. Does nothing if there is no such session. A background task makes its first attempt at once. After each
    /// failed attempt, the task pauses and then tries again. The pauses grow. The task stops when the server has
    /// confirmed the end of the session, or when another tab has ended it. If the task already runs and is in a pause,
    /// this function ends the pause. Call this function at the start of the app and when the browser comes online.
    pub fn resume(&self) {
        self.inner.retry_now.wake();
        let record = self.known_record();
        if record.is_signing_out() && self.env().load().signed_in().is_some() {
            // This tab has signed out, but the stored record says that the session is signed in. Another tab, which had
            // not seen the sign-out yet, has refreshed the session and saved it. The saved session has replaced the
            // sign-out in the stored record. So this tab saves the sign-out again.
            self.env().save(&record);
            self.env().publish(Event::SignedOut);
        }
        if record.unconfirmed().is_none() || self.inner.leaving.replace(true) {
            return;
        }
        let client = self.clone();
        self.env().spawn(async move {
            let mut pauses = PAUSES.iter();
            let mut pause = PAUSES[0];
            loop {
                // `online` resolves at the first wake-up after its creation. It is created before the attempt, so a
                // wake-up during the attempt also ends the pause after the attempt.
                let online = client.inner.retry_now.change();
                if client.leave().await {
                    break;
                }
                pause = *pauses.next().unwrap_or(&pause);
                select(pin!(online), pin!(client.env().sleep(pause))).await;
            }
            client.inner.leaving.set(false);
        });
    }

    /// Tries once to end a session at the server. [`Record::unconfirmed`](crate::Record::unconfirmed) returns the
    /// session to end. Returns `true` if nothing is left to do, and `false` if another attempt is needed.
    pub(super) async fn leave(&self) -> bool {
        let traced = self.traced(Operation::SignOut);
        traced.waits(For::Lock);
        let Some(cookie_lock) = self.lock_cookies().await else {
            traced.over(End::Unknown("the lock was not granted"));
            return false;
        };
        // While this tab waited for the lock, another tab may have held the lock and signed in. The record with the new
        // session may not be visible in this tab yet. So this tab waits before it reads the record. Otherwise, it could
        // end the new session.
        self.settle().await;
        let Some(session) = self.known_record().unconfirmed().cloned() else {
            traced.over(End::DoneElsewhere);
            return true;
        };
        let (over, event) = self.notify_server(&cookie_lock, &session, &traced).await;
        drop(cookie_lock);
        traced.over(end_of_sign_out(over));
        if let Some(event) = event {
            self.env().publish(event);
        }
        over
    }

    /// Refreshes and then signs out. The refresh comes first, because some servers confirm a sign-out with an expired
    /// access token, but keep the session. So no sign-out is sent if the outcome of the refresh is unknown. Returns two
    /// values: whether nothing is left to do, and the event to publish, if any.
    async fn notify_server(
        &self,
        cookie_lock: &CookieLock<E>,
        session: &Stamp,
        traced: &Traced<E>,
    ) -> (bool, Option<Event>) {
        if !cookie_lock.may_start() {
            return (false, None);
        }
        let answer = self.send_refresh(traced).await;
        self.catch_up(cookie_lock).await;
        self.notify_refreshed(cookie_lock, session, &answer, traced).await
    }

    /// Continues a sign-out after a refresh has ended with `answer`. The refresh was sent under `cookie_lock`, and this
    /// lock is still held. Sends the sign-out only if the outcome of the refresh is known, and if the sign-out of
    /// `session` is still unconfirmed. Returns two values: whether nothing is left to do, and the event to publish, if
    /// any.
    pub(super) async fn notify_refreshed(
        &self,
        cookie_lock: &CookieLock<E>,
        session: &Stamp,
        answer: &Result<Response, NoResponse>,
        traced: &Traced<E>,
    ) -> (bool, Option<Event>) {
        let refreshed = read_refresh::<P>(answer);
        let renews = self.known_record().renews;
        if self.known_record().unconfirmed() != Some(session) {
            // During this refresh, the storage was cleared, or another tab finished the sign-out. After this sign-out,
            // the other tab may have opened a new session. If the refresh succeeded or has no response, it may have set
            // cookies. These cookies may have replaced the cookies of the new session. So `undo` is called.
            let crossed = answer.is_err() || matches!(refreshed, RefreshOutcome::Renewed { .. });
            let event = if crossed { self.undo(session) } else { None };
            return (event.is_none() && !self.known_record().is_signing_out(), event);
        }
        let told = match refreshed {
            RefreshOutcome::Unknown(_) => false,
            RefreshOutcome::Missing(_) if renews => false,
            RefreshOutcome::Renewed { .. } | RefreshOutcome::Ended { .. } | RefreshOutcome::Missing(_) => {
                self.sign_out_call(cookie_lock, traced).await
            }
        };
        let record = self.known_record();
        if told && record.unconfirmed() == Some(session) {
            self.env().save(&record.with(State::SignedOut(record.reason())));
        }
        (told, told.then_some(Event::SignedOut))
    }

    /// Sends the sign-out, if the lock was granted recently. Returns whether the server has confirmed the sign-out.
    pub(super) async fn sign_out_call(&self, cookie_lock: &CookieLock<E>, traced: &Traced<E>) -> bool {
        cookie_lock.may_start()
            && self
                .send_for_cookies(P::ENDPOINTS.sign_out, "{}".to_owned(), traced)
                .await
                .is_ok_and(|response| P::signed_out(&response))
    }
}
