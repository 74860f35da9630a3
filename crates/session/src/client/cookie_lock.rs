//! The lock that a tab holds while it sends a request that sets cookies (rule 7).

use std::pin::pin;

use futures_util::future::{Either, select};

use super::core::Client;
use super::environment::{Environment, Granted, LockName};
use super::mutex::Locked;
use super::request::JSON;
use super::timing;
use super::traced_operation::Traced;
use crate::http::{Body, HttpRequest, NoResponse, Response};
use crate::protocol::{Endpoint, Protocol};
use crate::record::Millis;

/// The lock of rule 7, held by this tab. Dropping this value releases the lock. Publish events only after the release.
#[must_use = "the lock is held only while this is kept"]
pub(super) struct CookieLock<E: Environment> {
    env: E,
    since: Millis,
    rescued: bool,
    _guard: E::Guard,
    _tab_mutex: Locked,
}

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Waits for the session lock. If a frozen tab holds the session lock, waits for the rescue lock instead. Returns
    /// `None` if neither lock is granted.
    pub(super) async fn lock_cookies(&self) -> Option<CookieLock<E>> {
        // Only one task of this tab at a time can hold this mutex. So this tab has at most one request in the queue of
        // the session lock. When this tab releases the session lock and requests it again, the new request is behind
        // the requests of all other waiting tabs.
        let tab_mutex = self.inner.tab_mutex.lock().await;
        let before = self.known_record();
        let mut waits_for_rescue = true;
        loop {
            let (granted, rescued) = match self.lock(LockName::Session).await {
                Some(granted) => (granted, false),
                None => (self.lock(LockName::Rescue).await?, true),
            };
            let since = self.env().now();
            let mut contended = granted.contended || rescued;
            if !rescued && waits_for_rescue && self.env().holder(LockName::Rescue).await.is_some() {
                // Three tabs are involved. A frozen tab held the session lock, so a second tab took the rescue lock
                // instead. Later the frozen tab released the session lock, and now this tab holds it. The second tab
                // still holds the rescue lock and may be sending a request. So wait until the second tab releases the
                // rescue lock. If the second tab is frozen too, continue without waiting any longer.
                waits_for_rescue = self.lock(LockName::Rescue).await.is_some();
                contended = true;
                if !is_early(since, self.env().now()) {
                    // This tab got the session lock so long ago that the other tabs may soon consider this tab frozen.
                    // So it is too late to send a request. Release the lock and request it again.
                    continue;
                }
            }
            if contended && self.known_record() == before {
                // Another tab or task held the lock before, and has probably saved a new record. This tab still sees
                // the old record. On a busy machine, a tab may get the lock before it sees the new record. So wait
                // until the record changes, but not for long.
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

    /// Requests a lock, and waits in the queue until the lock is granted. While this tab waits, it checks every
    /// [`timing::LOCK`] ms which tab holds the lock. If two checks in a row find the same holder, this holder counts as
    /// frozen, and the method returns `None`. The method also returns `None` if two checks in a row cannot find out the
    /// holder, or if the environment cannot grant the lock. A long wait alone does not show that a tab is frozen,
    /// because many tabs may be in the queue.
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

    /// Sends a request that sets cookies. The request has the long limit [`timing::COOKIE_CALL`], because aborting it
    /// loses the cookies of a late response.
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

    /// Waits [`timing::SETTLE`] ms. After this time, a record that another tab has just saved is usually visible in
    /// this tab.
    pub(super) async fn settle(&self) {
        self.env().sleep(timing::SETTLE).await;
    }

    /// Call this method after a response that may set cookies, and before you read the record. If the lock was granted
    /// more than [`timing::START`] ms ago, the method calls [`Client::settle`]. The reason is that this tab may have
    /// been frozen since the lock was granted. Meanwhile, another tab may have taken the rescue lock and saved the
    /// record. After [`Client::settle`], the record of the other tab is usually visible in this tab.
    pub(super) async fn catch_up(&self, cookie_lock: &CookieLock<E>) {
        if !cookie_lock.may_start() {
            self.settle().await;
        }
    }
}

impl<E: Environment> CookieLock<E> {
    /// Whether this tab holds the rescue lock in place of the session lock.
    pub(super) fn is_rescued(&self) -> bool {
        self.rescued
    }

    /// Whether this tab may still start a request under this lock. It may do so only within [`timing::START`] ms after
    /// the lock was granted. If a request started later, the other tabs might consider this tab frozen before the
    /// request has ended. If the device's clock was set since the lock was granted, the result may be wrong. A wrong
    /// `false` only costs one more attempt.
    pub(super) fn may_start(&self) -> bool {
        is_early(self.since, self.env.now())
    }
}

fn is_early(since: Millis, now: Millis) -> bool {
    now.checked_sub(since).is_some_and(|held| held <= timing::START)
}
