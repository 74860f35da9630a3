//! Signing out: instant here, certain there (rule 9).
//! It must not know of the button, nor of what pages do when they see it.

use std::pin::pin;

use futures_util::future::select;

use super::classify::{self, Refreshed};
use super::cookie_lock::Hold;
use super::core::Client;
use super::environment::{Answer, NoAnswer, World};
use super::operation::{Traced, of_sign_out};
use super::timing;
use super::trace::{End, Errand, For};
use crate::contract::path;
use crate::event::Event;
use crate::record::{Stamp, State};

impl<W: World> Client<W> {
    /// Signs out, in every tab at once; the server is told in the background, again and again until it knows.
    pub fn sign_out(&self) {
        let record = self.record();
        let Some(signed_in) = record.signed_in() else {
            // The component that asked still shows the user as signed in.
            self.world().publish(Event::Changed);
            return;
        };
        let session = signed_in.session.clone();
        *self.inner.left.borrow_mut() = Some(session.clone());
        self.world().save(&record.with(State::Leaving { session }));
        self.world().publish(Event::SignedOut);
        self.resume();
    }

    /// Goes on with another tab's sign-out. A sign-in that is under way there is its own matter.
    pub fn heard(&self) {
        if self.record().is_leaving() {
            self.resume();
        }
    }

    /// Tells the server of a session that nobody wants and that it may still hold; at once, and then with growing
    /// pauses. For the start of the app and for the browser coming online.
    pub fn resume(&self) {
        self.inner.retry_now.wake();
        let record = self.record();
        if record.is_leaving() && self.world().load().signed_in().is_some() {
            // Another tab renewed the session before it saw our write, and wrote over it.
            self.world().save(&record);
            self.world().publish(Event::SignedOut);
        }
        if record.untold().is_none() || self.inner.leaving.replace(true) {
            return;
        }
        let client = self.clone();
        self.world().spawn(async move {
            let mut pauses = timing::LEAVE_PAUSES.iter();
            let mut pause = timing::LEAVE_PAUSES[0];
            loop {
                // Before the attempt, or a word that comes during it would be lost.
                let online = client.inner.retry_now.change();
                if client.leave().await {
                    break;
                }
                pause = *pauses.next().unwrap_or(&pause);
                select(pin!(online), pin!(client.world().sleep(pause))).await;
            }
            client.inner.leaving.set(false);
        });
    }

    /// One attempt; whether it is over.
    pub(super) async fn leave(&self) -> bool {
        let traced = self.traced(Errand::SignOut);
        traced.waits(For::Lock);
        let Some(hold) = self.hold().await else {
            traced.over(End::Unknown("the lock did not come"));
            return false;
        };
        // Even a free lock may just have been let go: another tab's sign-in must not be signed out.
        self.settle().await;
        let Some(session) = self.record().untold().cloned() else {
            traced.over(End::DoneElsewhere);
            return true;
        };
        let (over, event) = self.tell_server(&hold, &session, &traced).await;
        drop(hold);
        traced.over(of_sign_out(over));
        if let Some(event) = event {
            self.world().publish(event);
        }
        over
    }

    /// Refreshes and signs out: a sign-out with an expired token is accepted by some servers and yet leaves the
    /// session in place, for good. So nothing is sent while it is unknown whether the token is good.
    async fn tell_server(&self, hold: &Hold<W>, session: &Stamp, traced: &Traced<W>) -> (bool, Option<Event>) {
        if !hold.may_start() {
            return (false, None);
        }
        let answer = self.send_refresh(traced).await;
        self.catch_up(hold).await;
        self.tell_refreshed(hold, session, &answer, traced).await
    }

    /// Goes on under the same lock, once the refresh before the sign-out has this `answer`.
    pub(super) async fn tell_refreshed(
        &self,
        hold: &Hold<W>,
        session: &Stamp,
        answer: &Result<Answer, NoAnswer>,
        traced: &Traced<W>,
    ) -> (bool, Option<Event>) {
        let refreshed = classify::of_refresh(answer);
        let renews = self.record().renews;
        if self.record().untold() != Some(session) {
            // Somebody else told the server, and perhaps signed in; then the cookies may be of either.
            let crossed = answer.is_err() || matches!(refreshed, Refreshed::Renewed { .. });
            let event = if crossed { self.undo(session) } else { None };
            return (event.is_none() && !self.record().is_leaving(), event);
        }
        let told = match refreshed {
            Refreshed::Unknown(_) => false,
            Refreshed::Missing(_) if renews => false,
            Refreshed::Renewed { .. } | Refreshed::Ended { .. } | Refreshed::Missing(_) => {
                self.sign_out_call(hold, traced).await
            }
        };
        let record = self.record();
        if told && record.untold() == Some(session) {
            self.world().save(&record.with(State::SignedOut(record.reason())));
        }
        (told, told.then_some(Event::SignedOut))
    }

    /// The call itself; whether the server knows now.
    pub(super) async fn sign_out_call(&self, hold: &Hold<W>, traced: &Traced<W>) -> bool {
        hold.may_start() && classify::is_told(&self.send_for_cookies(path::SIGN_OUT, "{}".to_owned(), traced).await)
    }
}
