//! One refresh under the lock: whether it is still needed, what it came to, and the record that follows.
//! It must not know who waits for it.

use super::error::Trouble;
use super::refresh::{Outcome, Running};
use super::trace::{End, Errand, For, Traced};
use super::verdict::{self, Refreshed};
use super::world::{Answer, NoAnswer, World};
use super::{Client, timing};
use crate::bus::Event;
use crate::contract::path;
use crate::session::{SignedIn, State};

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
        let refreshed = match verdict::of_refresh(&answer) {
            Refreshed::Missing(status) if self.record().renews => Refreshed::Unknown(Trouble::Failed(status, None)),
            other => other,
        };
        if self.record().state == (State::Leaving { session: seen.session.clone() }) {
            // The user signed out meanwhile: this refresh is the one that a sign-out needs before it.
            let traced = self.traced(Errand::SignOut);
            let (over, event) = self.tell_refreshed(&hold, &seen.session, &answer, &traced).await;
            traced.over(End::of_sign_out(over));
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

    /// What became of a session that was seen before.
    pub(super) fn still(&self, seen: &SignedIn) -> Still {
        match self.record().signed_in() {
            Some(now) if now.session != seen.session => Still::Gone,
            Some(now) if now.renewal != seen.renewal => Still::Renewed,
            Some(_) => Still::Same,
            None => Still::Gone,
        }
    }
}

/// What the record says of a session that was seen before.
pub(super) enum Still {
    Same,
    Renewed,
    Gone,
}

/// Whether a token is about to expire by this device's own elapsed time (rule 5). An absurd age counts as unknown.
pub(super) fn is_expiring(signed_in: &SignedIn, now: u64) -> bool {
    let (Some(seconds), Some(age)) = (signed_in.expires_in, now.checked_sub(signed_in.renewed_at)) else {
        return false;
    };
    let lifetime = u64::from(seconds) * 1000;
    let margin = timing::MARGIN.min(lifetime / 10);
    // Older than a year is no age but a clock that was set.
    age + margin >= lifetime && age < 365 * 24 * 3_600_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Stamp, User, UserId};

    #[test]
    fn a_token_is_renewed_a_little_before_its_end_by_an_age_that_can_be_believed() {
        let expiring = |expires_in, age: u64| {
            let user =
                User { id: UserId::Number(1), username: "user".to_owned(), email: String::new(), roles: Vec::new() };
            let since = 1_000_000_000_000;
            is_expiring(&SignedIn::new(Stamp::new("1"), since, expires_in, user), since + age)
        };
        // Three seconds before, or a tenth of a short life.
        for (seconds, margin) in [(3_600, timing::MARGIN), (30, 3_000), (10, 1_000), (1, 100)] {
            let end = u64::from(seconds) * 1_000;
            assert!(!expiring(Some(seconds), end - margin - 1), "{seconds}");
            assert!(expiring(Some(seconds), end - margin), "{seconds}");
            assert!(expiring(Some(seconds), end + 24 * 3_600_000), "{seconds}");
            assert!(!expiring(Some(seconds), 365 * 24 * 3_600_000), "{seconds}");
        }
        assert!(!expiring(None, 24 * 3_600_000));
    }
}
