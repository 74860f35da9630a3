//! Decides which tab holds the server's stream of events, and for which session (rule 17).

use std::pin::pin;
use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::core::Client;
use super::environment::{Environment, LockName};
use super::held_stream::HeldStream;
use super::signal::Signal;
use super::stream_attempts::{Attempts, Next};
use super::timing;
use super::trace::{Step, StreamStep, Trace};
use crate::protocol::Protocol;
use crate::record::{Offer, Stamp};

/// A lock that is free is granted within this time, in milliseconds.
const GRANT: u32 = 100;

/// Says that this tab wants the stream of events, until it is dropped. See [`Client::follow_events`].
#[must_use = "the stream is closed once this is dropped"]
pub struct Following {
    look: Rc<Signal>,
    _stop: oneshot::Sender<()>,
}

impl Following {
    /// Call this after each event of this tab, because the record may have changed: another user may have signed in.
    pub fn look_again(&self) {
        self.look.wake();
    }
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Keeps the server's stream of events open, if the server offers it, until the result is dropped. Call this when
    /// the page becomes visible, and drop the result when it is hidden. Of all tabs that do so, one holds the stream:
    /// the others wait for a lock. Without Web Locks, each of them has its own stream.
    ///
    /// If the stream says that the session was ended, the session ends with [`Reason::Expired`]. If it says that the
    /// user was changed, the session is refreshed, and the record gets the user from [`Protocol::renewed_user`].
    ///
    /// [`Reason::Expired`]: crate::Reason::Expired
    pub fn follow_events(&self) -> Following {
        let (stop, stopped) = oneshot::channel();
        let look = Rc::<Signal>::default();
        let (client, looking) = (self.clone(), look.clone());
        self.env().spawn(async move {
            select(stopped, pin!(client.follow(&looking))).await;
        });
        Following { look, _stop: stop }
    }

    /// Holds the stream of one session after the other.
    async fn follow(&self, look: &Signal) {
        // The session for which there is no stream, although the server offers it.
        let mut without = None;
        loop {
            let change = look.change();
            let session = self.session_with_events().filter(|session| without.as_ref() != Some(session));
            let Some(session) = session else {
                let _ = change.await;
                continue;
            };
            let over = async {
                while self.session_with_events().as_ref() == Some(&session) {
                    let _ = look.change().await;
                }
            };
            let is_missing = matches!(select(pin!(self.hold_stream(&session)), pin!(over)).await, Either::Left(_));
            if is_missing {
                without = Some(session);
            }
        }
    }

    /// The session that is signed in, if the server offers events.
    fn session_with_events(&self) -> Option<Stamp> {
        let record = self.record();
        let signed_in = record.signed_in().filter(|signed_in| signed_in.offers.contains(Offer::Events))?;
        P::EVENTS.map(|_| signed_in.session.clone())
    }

    /// Waits for the lock, and then holds the stream of `session`. Returns if there is no stream for this session.
    async fn hold_stream(&self, session: &Stamp) {
        let (lock, patience) = (pin!(self.env().lock(LockName::Events)), pin!(self.env().sleep(GRANT)));
        let granted = match select(lock, patience).await {
            Either::Left((granted, _)) => granted,
            Either::Right(((), lock)) => {
                self.trace_stream(StreamStep::Waits);
                lock.await
            }
        };
        if granted.is_none() {
            return;
        }
        let held = HeldStream::new(self, session);
        let mut attempts = Attempts::default();
        loop {
            if let Some(running) = self.refresh_under_way() {
                self.join(running, 0, timing::WAITER).await;
            }
            let Next::Pause(pause) = held.step(&mut attempts).await else { return };
            let online = self.inner.retry_now.change();
            select(online, pin!(self.env().sleep(pause))).await;
        }
    }

    pub(super) fn trace_stream(&self, step: StreamStep) {
        // Without the feature `trace`, the compiler removes all tracing.
        if cfg!(feature = "trace") {
            self.env().trace(Trace { operation: 0, step: Step::Stream(step) });
        }
    }

    /// A number that differs from tab to tab and from time to time.
    pub(super) fn random(&self) -> u32 {
        let stamp = self.env().stamp();
        stamp.as_str().bytes().fold(0, |number: u32, byte| number.wrapping_mul(31).wrapping_add(byte.into()))
    }
}
