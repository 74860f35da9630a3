//! The stream of events of one session, while one tab holds it: opens and reads it, and does what the events say
//! (rule 17).

use std::cell::{Cell, RefCell};
use std::pin::pin;

use futures_util::future::{Either, select};

use super::core::Client;
use super::environment::Environment;
use super::expiry::is_expiring;
use super::refresh_state::{Cause, Outcome};
use super::require_session::require_session;
use super::server_events::{EventReader, ServerEvent};
use super::signal::Signal;
use super::stream_attempts::{Attempt, Attempts, Next, Pauses};
use super::timing;
use super::trace::StreamStep;
use crate::http::{Body, HttpRequest, Method};
use crate::protocol::Protocol;
use crate::record::{Millis, Reason, SignedIn, Stamp};

/// How many refreshes an event may cause. The first one may have been under way already when the event came.
const REFRESHES: u32 = 2;

/// The stream of one session, while this tab holds it.
pub(super) struct HeldStream<'a, P, E: Environment> {
    client: &'a Client<P, E>,
    session: &'a Stamp,
    changed: Signal,
}

/// A stream that is open. Dropping this value traces that it is closed.
struct Open<'a, P: Protocol, E: Environment<User = P::User>> {
    client: &'a Client<P, E>,
    since: Millis,
}

impl<'a, P: Protocol, E: Environment<User = P::User>> Open<'a, P, E> {
    fn new(client: &'a Client<P, E>) -> Self {
        client.trace_stream(StreamStep::Open);
        Open { client, since: client.env().now() }
    }
}

impl<P: Protocol, E: Environment<User = P::User>> Drop for Open<'_, P, E> {
    fn drop(&mut self) {
        self.client.trace_stream(StreamStep::Closed);
    }
}

impl<'a, P: Protocol, E: Environment<User = P::User>> HeldStream<'a, P, E> {
    /// The stream of `session`, which is not open yet.
    pub(super) fn new(client: &'a Client<P, E>, session: &'a Stamp) -> Self {
        HeldStream { client, session, changed: Signal::default() }
    }

    /// Makes an attempt. If the token is refused or about to expire, refreshes the session. Returns [`Next::Pause`], or
    /// [`Next::GiveUp`] if no attempt follows.
    pub(super) async fn step(&self, attempts: &mut Attempts) -> Next {
        let client = self.client;
        // If the session is over, `follow` drops this future at the next event.
        let Ok(seen) = require_session(&client.record(), Some(self.session)) else {
            return attempts.after(&Attempt::Failed(None), client.random());
        };
        let next = attempts.after(&self.attempt(&seen).await, client.random());
        let Next::Refresh(cause) = next else { return next };
        let without = match client.refresh(&seen, cause, 0, timing::WAITER).await {
            Outcome::Renewed => return Next::Pause(0),
            Outcome::Gone | Outcome::Unknown(_) => Attempt::Failed(None),
            Outcome::Missing => Attempt::Missing,
        };
        attempts.after(&without, client.random())
    }

    /// Opens the stream, and reads it until it ends. `seen` is the session as the record has it now.
    async fn attempt(&self, seen: &SignedIn<P::User>) -> Attempt {
        let (client, env) = (self.client, self.client.env());
        if is_expiring(seen, env.now()) {
            return Attempt::Refused(Cause::Foreseen);
        }
        let Some(path) = P::EVENTS else { return Attempt::Missing };
        let mut request = HttpRequest {
            method: Method::Get,
            path: path.to_owned(),
            headers: vec![("Accept".to_owned(), "text/event-stream".to_owned())],
            body: Body::Empty,
            limit: timing::LIMIT,
        };
        P::prepare(&mut request);
        let heard_at = Cell::new(env.now());
        let open = RefCell::<Option<Open<'_, P, E>>>::default();
        let reader = RefCell::<EventReader>::default();
        let hear = |piece: &[u8]| {
            heard_at.set(env.now());
            open.borrow_mut().get_or_insert_with(|| Open::new(client));
            let events = reader.borrow_mut().read(piece);
            events.into_iter().for_each(|event| self.on_event(event));
        };
        let reading = pin!(env.read_stream(request, &hear));
        let (silence, changes) = (pin!(self.silence(&heard_at)), pin!(self.refresh_changes()));
        let meanwhile = select(silence, changes);
        let answer = match select(reading, meanwhile).await {
            Either::Left((answer, _)) => Some(answer),
            Either::Right(_) => None,
        };
        match (&*open.borrow(), answer) {
            (Some(open), _) => Attempt::Closed(env.now().saturating_sub(open.since)),
            (None, None) => Attempt::Failed(None),
            (None, Some(answer)) => Attempt::without_stream(&answer, answer.as_ref().is_ok_and(P::masked)),
        }
    }

    fn on_event(&self, event: ServerEvent) {
        let client = self.client;
        client.trace_stream(StreamStep::Heard(event));
        match event {
            // The record is the truth: this event says nothing about another session.
            ServerEvent::Ended if client.session().as_ref() == Some(self.session) => {
                client.sign_out_because(Some(Reason::Expired));
            }
            ServerEvent::Ended => {}
            ServerEvent::Changed => {
                client.inner.user_changed_at.set(Some(client.env().now()));
                self.changed.wake();
            }
        }
    }

    /// Resolves when nothing has come for too long. Then the connection may be dead without a sign. The device's clock
    /// counts, because it runs while the device sleeps.
    async fn silence(&self, heard_at: &Cell<Millis>) {
        let env = self.client.env();
        while env.now().abs_diff(heard_at.get()) < timing::SILENCE {
            env.sleep(timing::SILENCE_CHECK).await;
        }
    }

    /// Refreshes the session each time an event says that the user was changed. Never resolves.
    async fn refresh_changes(&self) {
        loop {
            let change = self.changed.change();
            let changed_at = &self.client.inner.user_changed_at;
            let Some(at) = changed_at.get() else {
                let _ = change.await;
                continue;
            };
            self.refresh_since(at).await;
            if changed_at.get() == Some(at) {
                changed_at.set(None);
            }
        }
    }

    /// Refreshes the session, unless that has been done since the time `at`.
    async fn refresh_since(&self, at: Millis) {
        let client = self.client;
        let (mut renewed, mut pauses) = (0, Pauses::default());
        while let Ok(seen) = require_session(&client.record(), Some(self.session))
            // The clock may have been set back since the last refresh.
            && (seen.renewed_at < at || seen.renewed_at > client.env().now())
            && renewed < REFRESHES
        {
            match client.refresh(&seen, Cause::Foreseen, 0, timing::WAITER).await {
                Outcome::Unknown(_) => client.env().sleep(pauses.next(client.random())).await,
                Outcome::Renewed => renewed += 1,
                Outcome::Gone | Outcome::Missing => return,
            }
        }
    }
}
