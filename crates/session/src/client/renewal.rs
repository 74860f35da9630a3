//! One refresh under the lock: whether it is still needed, what it came to, and the record that follows.
//! It must not know who waits for it.

use super::classify::{self, Refreshed};
use super::core::Client;
use super::environment::{Environment, NoResponse, Response};
use super::error::Transient;
use super::operation::{Traced, end_of_sign_out};
use super::refresh_state::{Outcome, Running};
use super::still::Still;
use super::trace::{For, Operation};
use crate::contract::path;
use crate::event::Event;
use crate::record::{SignedIn, State};

impl<E: Environment> Client<E> {
    /// One refresh under the lock; the lock is released on return, so the event may be published.
    pub(super) async fn refresh_held(
        &self,
        seen: &SignedIn,
        running: &Running,
        traced: &Traced<E>,
    ) -> (Outcome, Option<Event>) {
        let too_late = (Outcome::Unknown(Transient::TimedOut), None);
        traced.waits(For::Lock);
        let Some(cookie_lock) = self.lock_cookies().await else {
            return too_late;
        };
        match self.still(seen) {
            Still::Same => {}
            Still::Renewed => return (Outcome::Renewed, None),
            Still::Gone => return (Outcome::Gone, None),
        }
        // Nobody waits for a minute; but who does not get past a frozen tab is most likely there, and tries again.
        if running.waiting.get() == 0 && !cookie_lock.is_rescued() || !cookie_lock.may_start() {
            return too_late;
        }
        let asked_at = self.env().now();
        let answer = self.send_refresh(traced).await;
        self.catch_up(&cookie_lock).await;
        let refreshed = match classify::of_refresh(&answer) {
            Refreshed::Missing(status) if self.record().renews => Refreshed::Unknown(Transient::Failed(status, None)),
            other => other,
        };
        if self.record().state == (State::SigningOut { session: seen.session.clone() }) {
            // The user signed out meanwhile: this refresh is the one that a sign-out needs before it.
            let traced = self.traced(Operation::SignOut);
            let (over, event) = self.notify_refreshed(&cookie_lock, &seen.session, &answer, &traced).await;
            traced.over(end_of_sign_out(over));
            return (Outcome::Gone, event);
        }
        match (self.still(seen), refreshed) {
            (Still::Same, Refreshed::Renewed { expires_in }) => {
                self.save_renewal(seen, asked_at, expires_in);
                (Outcome::Renewed, Some(Event::Renewed))
            }
            (Still::Renewed, _) => (Outcome::Renewed, None),
            (Still::Gone, Refreshed::Renewed { .. }) => (Outcome::Gone, self.undo(&seen.session)),
            // Script is told of no answer where the cookies may have come all the same.
            (Still::Gone, _) if answer.is_err() => (Outcome::Gone, self.undo(&seen.session)),
            // No cookie came, so there is nothing to undo.
            (Still::Gone, _) => (Outcome::Gone, None),
            (Still::Same, Refreshed::Ended { without_cookie }) => self.end(seen, without_cookie).await,
            (Still::Same, Refreshed::Unknown(trouble)) => (Outcome::Unknown(trouble), None),
            (Still::Same, Refreshed::Missing(_)) if running.refused.get() => self.end(seen, false).await,
            (Still::Same, Refreshed::Missing(_)) => (Outcome::Missing, None),
        }
    }

    pub(super) async fn send_refresh(&self, traced: &Traced<E>) -> Result<Response, NoResponse> {
        self.inner.refreshes.set(self.inner.refreshes.get() + 1);
        self.send_for_cookies(path::REFRESH, "{}".to_owned(), traced).await
    }

    fn save_renewal(&self, seen: &SignedIn, asked_at: u64, expires_in: Option<u32>) {
        let renewal = self.env().stamp();
        *self.inner.renewed_here.borrow_mut() = Some(renewal.clone());
        let mut record = self.record().with(State::SignedIn(seen.renewed(renewal, asked_at, expires_in)));
        record.renews = true;
        self.env().save(&record);
    }
}
