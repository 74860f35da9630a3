//! Holding the one lock under which cookies change, in this tab and all others (rule 7).
//! It must not know what is done under it.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::core::Client;
use super::environment::{Environment, Granted, LockName};
use super::mutex::Locked;
use super::operation::Traced;
use super::request::JSON;
use super::timing;
use crate::http::{Body, HttpRequest, NoResponse, Response};
use crate::protocol::{Endpoint, Protocol};
use crate::record::Millis;

/// The lock, held. Dropping it releases; nothing is published before that.
#[must_use = "the lock is held as long as this lives"]
pub(super) struct CookieLock<E: Environment> {
    env: E,
    since: Millis,
    rescued: bool,
    _guard: E::Guard,
    _tab_mutex: Locked,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Waits for the lock, or for the rescue lock where a frozen tab keeps the first; `None` where neither comes.
    pub(super) async fn lock_cookies(&self) -> Option<CookieLock<E>> {
        // One request a tab: so a tab that holds the lock again has let all others go first.
        let tab_mutex = self.inner.tab_mutex.lock().await;
        let before = self.record();
        let mut waits_for_rescue = true;
        loop {
            let (granted, rescued) = match self.lock(LockName::Session).await {
                Some(granted) => (granted, false),
                None => (self.lock(LockName::Rescue).await?, true),
            };
            let since = self.env().now();
            let mut contended = granted.contended || rescued;
            if !rescued && waits_for_rescue && self.env().holder(LockName::Rescue).await.is_some() {
                // A frozen tab goes on and has released the lock, while another still works under the rescue lock.
                // Where that one is frozen too, this tab goes on without it.
                waits_for_rescue = self.lock(LockName::Rescue).await.is_some();
                contended = true;
                if !is_early(since, self.env().now()) {
                    // Other tabs count this hold from its grant, so it is too old to send anything: wait in line again.
                    continue;
                }
            }
            if contended && self.record() == before {
                // The holder before has most likely written the record; on a busy machine the lock is here sooner.
                let patience = pin!(self.env().sleep(timing::SETTLE_CONTENDED));
                select(pin!(self.env().changed()), patience).await;
            }
            return Some(CookieLock {
                env: self.env().clone(),
                since,
                rescued,
                _guard: granted.guard,
                _tab_mutex: tab_mutex,
            });
        }
    }

    /// Waits in line; gives up where one tab keeps the lock for longer than any hold can last: it is frozen. How many
    /// others are in line before says nothing, so it is the holder that is watched, not the time alone.
    async fn lock(&self, name: LockName) -> Option<Granted<E::Guard>> {
        let env = self.env();
        let mut granted = pin!(env.lock(name));
        let mut holder = None;
        let mut first = true;
        loop {
            let patience = if first { 0 } else { timing::LOCK };
            match select(granted, pin!(env.sleep(patience))).await {
                Either::Left((granted, _)) => return granted,
                Either::Right((_, waiting)) => granted = waiting,
            }
            let now = env.holder(name).await;
            if !first && now == holder {
                return None;
            }
            (first, holder) = (false, now);
        }
    }

    /// Sends a call that sets cookies. It is never aborted early, since its late answer still counts.
    pub(super) async fn send_for_cookies(
        &self,
        endpoint: Endpoint,
        body: String,
        traced: &Traced<E>,
    ) -> Result<Response, NoResponse> {
        let mut request = HttpRequest {
            method: endpoint.method,
            path: endpoint.path.to_owned(),
            headers: Vec::new(),
            body: Body::Text(JSON, body),
            limit: timing::COOKIE_CALL,
        };
        P::prepare(&mut request);
        traced.sent(self.env().send(request, None)).await
    }

    /// Gives another tab's write of the record the time to arrive here.
    pub(super) async fn settle(&self) {
        self.env().sleep(timing::SETTLE).await;
    }

    /// After an answer that took so long that this tab may have been frozen: others may have gone on under the rescue
    /// lock, and what they wrote is on its way here.
    pub(super) async fn catch_up(&self, cookie_lock: &CookieLock<E>) {
        if !cookie_lock.may_start() {
            self.settle().await;
        }
    }
}

impl<E: Environment> CookieLock<E> {
    /// Whether a frozen tab was passed over, which took a minute.
    pub(super) fn is_rescued(&self) -> bool {
        self.rescued
    }

    /// Whether a request may still start: a late one could outlive the time after which others stop to wait.
    /// A clock that was set meanwhile counts as late, which costs one more attempt at worst.
    pub(super) fn may_start(&self) -> bool {
        is_early(self.since, self.env.now())
    }
}

fn is_early(since: Millis, now: Millis) -> bool {
    now.checked_sub(since).is_some_and(|held| held <= timing::START)
}
