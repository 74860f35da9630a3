//! The shared refresh: all calls of a tab that need a refresh wait for one refresh.

use std::pin::pin;
use std::rc::Rc;

use futures_util::future::select;

use super::core::Client;
use super::environment::Environment;
use super::refresh_state::{Cause, Outcome, Running, Waiting};
use super::require_session::require_session;
use super::timing;
use super::trace::Operation;
use super::traced_operation::of_refresh;
use crate::error::{Error, Transient};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::SignedIn;

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Refreshes the session now, or waits for the refresh that is already running. Use this method only for a button
    /// with which a person requests a refresh. Other code does not need this method, because a call that needs the
    /// session refreshes the session itself when necessary.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] if nobody is signed in, or if the refresh ends the session. [`Error::SessionChanged`] if
    /// another session has replaced the session. [`Error::Transient`] if the outcome is unknown. [`Error::NoRefresh`]
    /// if the server has no refresh.
    pub async fn renew(&self) -> Result<(), Error> {
        let seen = require_session(&self.record(), None)?;
        match self.refresh(&seen, Cause::Foreseen, 0, timing::WAITER).await {
            Outcome::Renewed => Ok(()),
            Outcome::Gone => require_session(&self.record(), Some(&seen.session)).map(|_| ()),
            Outcome::Unknown(trouble) => Err(Error::Transient(trouble)),
            Outcome::Missing => Err(Error::NoRefresh),
        }
    }

    /// Waits for the running refresh of this tab. If no refresh is running, first starts one for the session `seen`.
    /// The new refresh waits for the lock. If another tab refreshes the session before the lock is granted, the new
    /// refresh sends nothing. If several calls wait for the refresh, they continue in the order of their `place`,
    /// lowest first. A call waits at most `limit` milliseconds, and never longer than [`timing::WAITER`].
    pub(super) async fn refresh(&self, seen: &SignedIn<P::User>, cause: Cause, place: u32, limit: u32) -> Outcome {
        let running = self.refresh_under_way().unwrap_or_else(|| self.start_refresh(seen.clone()));
        running.refused.set(running.refused.get() || cause == Cause::Refused);
        self.join(running, place, limit).await
    }

    /// The running refresh of this tab, if there is one. A call that needs the session waits for this refresh before it
    /// is sent (rule 6).
    pub(super) fn refresh_under_way(&self) -> Option<Rc<Running>> {
        self.inner.refreshing.borrow().clone()
    }

    pub(super) fn is_refreshing(&self) -> bool {
        self.inner.refreshing.borrow().is_some()
    }

    /// Waits for the outcome of a refresh. The wait ends after `limit` milliseconds or after [`timing::WAITER`],
    /// whichever comes first. If the refresh is still running then, the outcome is [`Outcome::Unknown`]. If several
    /// calls wait for the refresh, they continue in the order of their `place`, lowest first.
    pub(super) async fn join(&self, running: Rc<Running>, place: u32, limit: u32) -> Outcome {
        let waiting = Waiting::new(running);
        let running = &waiting.0;
        let done = async {
            while running.outcome.borrow().is_none() {
                // A wake-up does not prove that the outcome is there, so the loop checks it.
                let _ = running.done.change_in_line(place).await;
            }
        };
        select(pin!(done), pin!(self.env().sleep(limit.min(timing::WAITER)))).await;
        let outcome = running.outcome.borrow().clone();
        outcome.unwrap_or(Outcome::Unknown(Transient::TimedOut))
    }

    /// Starts a refresh in the background. So the refresh continues even if all calls that wait for it are dropped.
    fn start_refresh(&self, seen: SignedIn<P::User>) -> Rc<Running> {
        let running = Rc::<Running>::default();
        *self.inner.refreshing.borrow_mut() = Some(running.clone());
        // This wakes the calls that wait in `enter` for the responses of other calls. They now have to wait for the
        // refresh instead.
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
