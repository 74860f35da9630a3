//! Signing out: instant here, certain there (rule 9).
//! It must not know of the button, nor of what pages do when they see it.

use std::pin::pin;

use futures_util::future::select;

use super::hold::{Hold, cookie_call};
use super::verdict::{self, Refreshed};
use super::world::World;
use super::{Client, timing};
use crate::bus::Event;
use crate::contract::path;
use crate::session::State;

impl<W: World> Client<W> {
    /// Signs out, in every tab at once; the server is told in the background, again and again until it knows.
    pub fn sign_out(&self) {
        let record = self.record();
        let Some(signed_in) = record.signed_in() else {
            // Whoever asked does not know that yet.
            self.world().publish(Event::Changed);
            return;
        };
        let session = signed_in.session.clone();
        *self.inner.left.borrow_mut() = Some(session.clone());
        self.world().save(&record.with(State::Leaving { session }));
        self.world().publish(Event::SignedOut);
        self.resume();
    }

    /// Tells the server of a sign-out that it does not know of yet; at once, and then with growing pauses. For the
    /// start of the app, for the browser coming online, and for another tab's sign-out.
    pub fn resume(&self) {
        self.inner.retry_now.wake();
        let record = self.record();
        if record.is_leaving() && self.world().load().signed_in().is_some() {
            // Another tab renewed the session before it saw our write, and wrote over it.
            self.world().save(&record);
            self.world().publish(Event::SignedOut);
        }
        if !record.is_leaving() || self.inner.leaving.replace(true) {
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
        let Some(hold) = self.hold().await else {
            return false;
        };
        // Even a free lock may just have been let go: another tab's sign-in must not be signed out.
        self.settle().await;
        if !self.record().is_leaving() {
            return true;
        }
        let told = self.tell_server(&hold).await;
        drop(hold);
        if told {
            self.world().publish(Event::SignedOut);
        }
        told
    }

    /// Refreshes and signs out: a sign-out with an expired token is accepted by some servers and yet leaves the
    /// session in place, for good. So nothing is sent while it is unknown whether the token is good.
    async fn tell_server(&self, hold: &Hold<W>) -> bool {
        if !hold.may_start() {
            return false;
        }
        let renews = self.record().renews;
        let refreshed = verdict::of_refresh(&self.send_refresh().await);
        self.catch_up(hold).await;
        if !self.record().is_leaving() {
            // Somebody else told the server, and perhaps signed in.
            return true;
        }
        let told = match refreshed {
            Refreshed::Unknown(_) => false,
            Refreshed::Missing(_) if renews => false,
            Refreshed::Renewed { .. } | Refreshed::Ended { .. } | Refreshed::Missing(_) => {
                self.sign_out_call(hold).await
            }
        };
        let record = self.record();
        if told && record.is_leaving() {
            self.world().save(&record.with(State::SignedOut(None)));
        }
        told
    }

    /// The call itself; whether the server knows now.
    pub(super) async fn sign_out_call(&self, hold: &Hold<W>) -> bool {
        hold.may_start() && verdict::is_told(&self.world().send(cookie_call(path::SIGN_OUT, "{}".to_owned())).await)
    }
}
