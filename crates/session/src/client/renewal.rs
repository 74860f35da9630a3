//! One refresh under the lock: whether it is still needed, what it came to, and the record that follows.
//! It must not know who waits for it.

use super::classify::{self, Refreshed};
use super::core::Client;
use super::environment::{Answer, NoAnswer, World};
use super::error::Trouble;
use super::operation::{Traced, of_sign_out};
use super::refresh_state::{Outcome, Running};
use super::still::Still;
use super::trace::{Errand, For};
use crate::contract::path;
use crate::event::Event;
use crate::record::{SignedIn, State};

impl<W: World> Client<W> {
    /// One refresh under the lock; the lock is released on return, so the event may be published.
    pub(super) async fn refresh_held(
        &self,
        seen: &SignedIn,
        running: &Running,
        traced: &Traced<W>,
    ) -> (Outcome, Option<Event>) {
        let too_late = (Outcome::Unknown(Trouble::TimedOut), None);
        traced.waits(For::Lock);
        let Some(hold) = self.hold().await else {
            return too_late;
        };
        match self.still(seen) {
            Still::Same => {}
            Still::Renewed => return (Outcome::Renewed, None),
            Still::Gone => return (Outcome::Gone, None),
        }
        // Nobody waits for a minute; but who does not get past a frozen tab is most likely there, and tries again.
        if running.waiting.get() == 0 && !hold.is_rescued() || !hold.may_start() {
            return too_late;
        }
        let asked_at = self.world().now();
        let answer = self.send_refresh(traced).await;
        self.catch_up(&hold).await;
        let refreshed = match classify::of_refresh(&answer) {
            Refreshed::Missing(status) if self.record().renews => Refreshed::Unknown(Trouble::Failed(status, None)),
            other => other,
        };
        if self.record().state == (State::Leaving { session: seen.session.clone() }) {
            // The user signed out meanwhile: this refresh is the one that a sign-out needs before it.
            let traced = self.traced(Errand::SignOut);
            let (over, event) = self.tell_refreshed(&hold, &seen.session, &answer, &traced).await;
            traced.over(of_sign_out(over));
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

    pub(super) async fn send_refresh(&self, traced: &Traced<W>) -> Result<Answer, NoAnswer> {
        self.inner.refreshes.set(self.inner.refreshes.get() + 1);
        self.send_for_cookies(path::REFRESH, "{}".to_owned(), traced).await
    }

    fn save_renewal(&self, seen: &SignedIn, asked_at: u64, expires_in: Option<u32>) {
        let renewal = self.world().stamp();
        *self.inner.renewed_here.borrow_mut() = Some(renewal.clone());
        let mut record = self.record().with(State::SignedIn(seen.renewed(renewal, asked_at, expires_in)));
        record.renews = true;
        self.world().save(&record);
    }
}
