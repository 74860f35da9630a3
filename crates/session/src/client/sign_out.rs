//! Signing out: instant here, certain there (rule 9).
//! It must not know of the button, nor of what pages do when they see it.

use std::pin::pin;

use futures_util::future::select;

use super::cookie_lock::CookieLock;
use super::core::Client;
use super::environment::Environment;
use super::operation::{Traced, end_of_sign_out};
use super::renewal::read_refresh;
use super::timing;
use super::trace::{End, For, Operation};
use crate::event::Event;
use crate::http::{NoResponse, Response};
use crate::protocol::{Protocol, RefreshOutcome};
use crate::record::{Stamp, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Signs out, in every tab at once; the server is told in the background, again and again until it knows.
    pub fn sign_out(&self) {
        let record = self.record();
        let Some(signed_in) = record.signed_in() else {
            // The component that asked still shows the user as signed in.
            self.env().publish(Event::Changed);
            return;
        };
        let session = signed_in.session.clone();
        *self.inner.left.borrow_mut() = Some(session.clone());
        self.env().save(&record.with(State::SigningOut { session }));
        self.env().publish(Event::SignedOut);
        self.resume();
    }

    /// Goes on with another tab's sign-out. A sign-in that is under way there is its own matter.
    pub fn on_record_changed(&self) {
        if self.record().is_signing_out() {
            self.resume();
        }
    }

    /// Tells the server of a session that nobody wants and that it may still hold; at once, and then with growing
    /// pauses. For the start of the app and for the browser coming online.
    pub fn resume(&self) {
        self.inner.retry_now.wake();
        let record = self.record();
        if record.is_signing_out() && self.env().load().signed_in().is_some() {
            // Another tab renewed the session before it saw our write, and wrote over it.
            self.env().save(&record);
            self.env().publish(Event::SignedOut);
        }
        if record.unconfirmed().is_none() || self.inner.leaving.replace(true) {
            return;
        }
        let client = self.clone();
        self.env().spawn(async move {
            let mut pauses = timing::SIGN_OUT_PAUSES.iter();
            let mut pause = timing::SIGN_OUT_PAUSES[0];
            loop {
                // Before the attempt, or a word that comes during it would be lost.
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

    /// One attempt; whether it is over.
    pub(super) async fn leave(&self) -> bool {
        let traced = self.traced(Operation::SignOut);
        traced.waits(For::Lock);
        let Some(cookie_lock) = self.lock_cookies().await else {
            traced.over(End::Unknown("the lock did not come"));
            return false;
        };
        // Even a free lock may just have been let go: another tab's sign-in must not be signed out.
        self.settle().await;
        let Some(session) = self.record().unconfirmed().cloned() else {
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

    /// Refreshes and signs out: a sign-out with an expired token is accepted by some servers and yet leaves the
    /// session in place, for good. So nothing is sent while it is unknown whether the token is good.
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

    /// Goes on under the same lock, once the refresh before the sign-out has this `answer`.
    pub(super) async fn notify_refreshed(
        &self,
        cookie_lock: &CookieLock<E>,
        session: &Stamp,
        answer: &Result<Response, NoResponse>,
        traced: &Traced<E>,
    ) -> (bool, Option<Event>) {
        let refreshed = read_refresh::<P>(answer);
        let renews = self.record().renews;
        if self.record().unconfirmed() != Some(session) {
            // Somebody else told the server, and perhaps signed in; then the cookies may be of either.
            let crossed = answer.is_err() || matches!(refreshed, RefreshOutcome::Renewed { .. });
            let event = if crossed { self.undo(session) } else { None };
            return (event.is_none() && !self.record().is_signing_out(), event);
        }
        let told = match refreshed {
            RefreshOutcome::Unknown(_) => false,
            RefreshOutcome::Missing(_) if renews => false,
            RefreshOutcome::Renewed { .. } | RefreshOutcome::Ended { .. } | RefreshOutcome::Missing(_) => {
                self.sign_out_call(cookie_lock, traced).await
            }
        };
        let record = self.record();
        if told && record.unconfirmed() == Some(session) {
            self.env().save(&record.with(State::SignedOut(record.reason())));
        }
        (told, told.then_some(Event::SignedOut))
    }

    /// The call itself; whether the server knows now.
    pub(super) async fn sign_out_call(&self, cookie_lock: &CookieLock<E>, traced: &Traced<E>) -> bool {
        cookie_lock.may_start()
            && self
                .send_for_cookies(P::ENDPOINTS.sign_out, "{}".to_owned(), traced)
                .await
                .is_ok_and(|response| P::signed_out(&response))
    }
}
