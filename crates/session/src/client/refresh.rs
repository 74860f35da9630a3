//! The shared refresh mutex: however many calls find the token expired, one refresh answers them all.
//! It must not know which calls wait, nor what is done under the lock.

use std::pin::pin;
use std::rc::Rc;

use futures_util::future::select;

use super::core::Client;
use super::environment::Environment;
use super::operation::of_refresh;
use super::refresh_state::{Cause, Outcome, Running, Waiting};
use super::require_session::require_session;
use super::timing;
use super::trace::Operation;
use crate::error::{Error, Transient};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::SignedIn;

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Renews the session now, or joins the refresh under way: for a person who wants to see it happen.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] where nobody is signed in (any more), [`Error::Transient`] where nobody knows, and
    /// [`Error::NoRefresh`] where the server has no refresh.
    pub async fn renew(&self) -> Result<(), Error> {
        let seen = require_session(&self.record(), None)?;
        match self.refresh(&seen, Cause::Foreseen, 0, timing::WAITER).await {
            Outcome::Renewed => Ok(()),
            Outcome::Gone => require_session(&self.record(), Some(&seen.session)).map(|_| ()),
            Outcome::Unknown(trouble) => Err(Error::Transient(trouble)),
            Outcome::Missing => Err(Error::NoRefresh),
        }
    }

    /// Renews `seen` unless that happened already, or joins the refresh under way, at this place in the line of those who
    /// go on afterwards. Settles within `limit` ms, and within [`timing::WAITER`].
    pub(super) async fn refresh(&self, seen: &SignedIn<P::User>, cause: Cause, place: u32, limit: u32) -> Outcome {
        let running = self.refresh_under_way().unwrap_or_else(|| self.start_refresh(seen.clone()));
        running.refused.set(running.refused.get() || cause == Cause::Refused);
        self.join(running, place, limit).await
    }

    /// The refresh under way in this tab: to be waited for, so that nothing is sent to die (rule 6).
    pub(super) fn refresh_under_way(&self) -> Option<Rc<Running>> {
        self.inner.refreshing.borrow().clone()
    }

    pub(super) fn is_refreshing(&self) -> bool {
        self.inner.refreshing.borrow().is_some()
    }

    /// Waits for what it comes to, at this place in line. Settles within `limit` ms, and within [`timing::WAITER`].
    pub(super) async fn join(&self, running: Rc<Running>, place: u32, limit: u32) -> Outcome {
        let waiting = Waiting::new(running);
        let running = &waiting.0;
        let done = async {
            while running.outcome.borrow().is_none() {
                // Woken for good, or to look again.
                let _ = running.done.change_in_line(place).await;
            }
        };
        select(pin!(done), pin!(self.env().sleep(limit.min(timing::WAITER)))).await;
        let outcome = running.outcome.borrow().clone();
        outcome.unwrap_or(Outcome::Unknown(Transient::TimedOut))
    }

    /// Runs detached: a component that unmounts takes nobody's refresh with it.
    fn start_refresh(&self, seen: SignedIn<P::User>) -> Rc<Running> {
        let running = Rc::<Running>::default();
        *self.inner.refreshing.borrow_mut() = Some(running.clone());
        // Calls that wait for others' answers wait for this from now on.
        self.inner.admission.change().wake();
        let (client, this) = (self.clone(), running.clone());
        self.env().spawn(async move {
            let traced = client.traced(Operation::Refresh);
            let (outcome, event) = client.refresh_held(&seen, &this, &traced).await;
            traced.over(of_refresh(&outcome, event == Some(Event::Renewed)));
            client.inner.refreshing.take();
            *this.outcome.borrow_mut() = Some(outcome);
            this.done.wake();
            client.inner.admission.change().wake();
            if let Some(event) = event {
                client.env().publish(event);
            }
            client.resume();
        });
        running
    }
}
