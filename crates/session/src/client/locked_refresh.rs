//! Makes one refresh under the lock: checks that the refresh is still needed, sends it, and changes the record if the
//! outcome is known.

use super::core::Client;
use super::environment::Environment;
use super::idle_state::IdleState;
use super::refresh_state::{Outcome, Running};
use super::session_comparison::Still;
use super::trace::{For, Operation};
use super::traced_operation::{Traced, end_of_sign_out};
use crate::error::Transient;
use crate::event::Event;
use crate::http::{NoResponse, Response};
use crate::protocol::{Protocol, RefreshOutcome};
use crate::record::{SignedIn, State};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Refreshes the session `seen` under the lock. Returns two values: the outcome, and the event that the caller has
    /// to publish, if any. The lock is released before this function returns (rule 7).
    pub(super) async fn refresh_held(
        &self,
        seen: &SignedIn<P::User>,
        running: &Running,
        traced: &Traced<E>,
    ) -> (Outcome, Option<Event>) {
        let too_late = (Outcome::Unknown(Transient::TimedOut), None);
        traced.waits(For::Lock);
        let Some(cookie_lock) = self.lock_cookies().await else {
            return too_late;
        };
        match self.still(seen) {
            // Nothing renews a session whose idle time-out is over (rule 16).
            Still::Same if self.idle_of(seen) == IdleState::Ended => return (Outcome::Gone, None),
            Still::Same => {}
            Still::Renewed => return (Outcome::Renewed, None),
            Still::Gone => return (Outcome::Gone, None),
        }
        // If the lock was granted too long ago, nothing is sent. If no call waits for this refresh any more, nothing is
        // sent either, unless this tab holds the rescue lock.
        //
        // A tab gets the rescue lock only after it has waited about a minute for a frozen tab. By then, the calls have
        // usually given up, but the user will probably try again. So the refresh is sent even if no call waits for it.
        if running.waiting.get() == 0 && !cookie_lock.is_rescued() || !cookie_lock.may_start() {
            return too_late;
        }
        let asked_at = self.env().now();
        let answer = self.send_refresh(traced).await;
        self.catch_up(&cookie_lock).await;
        let refreshed = match read_refresh::<P>(&answer) {
            RefreshOutcome::Missing(status) if self.known_record().renews => {
                RefreshOutcome::Unknown(Transient::Failed(status, None))
            }
            other => other,
        };
        if matches!(self.known_record().state, State::SigningOut { session, .. } if session == seen.session) {
            // The session was signed out of meanwhile. The client sends a refresh before each sign-out (rule 9). The
            // refresh above is enough, so the sign-out can follow at once, without a second refresh.
            let traced = self.traced(Operation::SignOut);
            let (over, event) = self.notify_refreshed(&cookie_lock, &seen.session, &answer, &traced).await;
            traced.over(end_of_sign_out(over));
            return (Outcome::Gone, event);
        }
        match (self.still(seen), refreshed) {
            (Still::Same, RefreshOutcome::Renewed { expires_in }) => {
                let renewed = seen.renewed(self.env().stamp(), asked_at, expires_in);
                let renewed = renewed.with_offers(answer.as_ref().ok().and_then(P::offers));
                let user = answer.as_ref().ok().and_then(P::renewed_user);
                let renewed = renewed.with_user(user.filter(|user| P::user_id(user) == P::user_id(&seen.user)));
                self.save_renewal(renewed.with_ends(answer.as_ref().map(P::ends).unwrap_or_default()));
                (Outcome::Renewed, Some(Event::Renewed))
            }
            (Still::Renewed, _) => (Outcome::Renewed, None),
            (Still::Gone, RefreshOutcome::Renewed { .. }) => (Outcome::Gone, self.undo(&seen.session)),
            // The session has changed, and there was no response. The browser may still have received cookies, so the
            // refresh is undone.
            (Still::Gone, _) if answer.is_err() => (Outcome::Gone, self.undo(&seen.session)),
            // The session has changed, and the response does not confirm a refresh. The response has probably set no
            // cookies, so nothing is undone.
            (Still::Gone, _) => (Outcome::Gone, None),
            (Still::Same, RefreshOutcome::Ended { without_cookie }) => self.end(seen, without_cookie).await,
            (Still::Same, RefreshOutcome::Unknown(trouble)) => (Outcome::Unknown(trouble), None),
            (Still::Same, RefreshOutcome::Missing(_)) if running.refused.get() => self.end(seen, false).await,
            (Still::Same, RefreshOutcome::Missing(_)) => (Outcome::Missing, None),
        }
    }

    pub(super) async fn send_refresh(&self, traced: &Traced<E>) -> Result<Response, NoResponse> {
        self.inner.refreshes.set(self.inner.refreshes.get() + 1);
        self.send_for_cookies(P::ENDPOINTS.refresh, "{}".to_owned(), traced).await
    }

    fn save_renewal(&self, renewed: SignedIn<P::User>) {
        *self.inner.renewed_here.borrow_mut() = Some(renewed.renewal.clone());
        let mut record = self.known_record().with(State::SignedIn(renewed));
        record.renews = true;
        self.env().save(&record);
    }
}

/// The outcome of a refresh with this response. Without a response, the outcome is unknown.
pub(super) fn read_refresh<P: Protocol>(response: &Result<Response, NoResponse>) -> RefreshOutcome {
    match response {
        Ok(response) => P::refreshed(response),
        Err(none) => RefreshOutcome::Unknown((*none).into()),
    }
}
