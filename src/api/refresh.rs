//! The shared refresh mutex: however many calls find the token expired, one refresh answers them all.
//! It must not know which calls wait, nor what is done under the lock.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, FutureExt, Shared, select};

use super::error::Trouble;
use super::world::World;
use super::{Client, timing};
use crate::session::SignedIn;

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

    pub(super) fn is_refreshing(&self) -> bool {
        self.inner.refreshing.borrow().is_some()
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
            client.resume();
        });
        running
    }
}
