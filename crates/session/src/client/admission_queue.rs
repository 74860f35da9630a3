//! Waiting until a call may be sent (rule 6).

use futures_util::future::{Either, select};

use super::admission::Permit;
use super::core::Client;
use super::environment::Environment;
use super::operation::Traced;
use super::require_session::{renewed, require_session};
use super::timing;
use super::trace::For;
use crate::error::Error;
use crate::protocol::Protocol;
use crate::record::{SignedIn, Stamp};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Waits until no refresh is under way, and for a place among the first few where the token is untried. The call that
    /// was made first goes first, so that one that was refused is not answered last. No wait lasts longer than `limit` ms,
    /// by a timer: the device's clock may be set meanwhile.
    pub(super) async fn enter(
        &self,
        mine: &Stamp,
        limit: u32,
        traced: &Traced<E>,
    ) -> Result<(SignedIn<P::User>, Permit), Error> {
        // For how long this call still waits for the answers of others.
        let mut patience = None;
        let mut waited = false;
        loop {
            // Once more after each: another call may have started the next while this one slept.
            while let Some(running) = self.refresh_under_way() {
                traced.waits(For::Refresh);
                renewed(self.join(running, traced.number(), limit).await)?;
                // The next token is tried anew, however long the refresh took.
                (patience, waited) = (None, false);
            }
            let now = require_session(&self.record(), Some(mine))?;
            if let Some(permit) = self.inner.admission.enter(&now.renewal, self.env().now(), waited) {
                return Ok((now, permit));
            }
            traced.waits(For::Trial);
            let patience = patience.get_or_insert_with(|| Box::pin(self.env().sleep(timing::TRIAL.min(limit))));
            // Woken for good, or to look again.
            let change = self.inner.admission.change().change_in_line(traced.number());
            waited = matches!(select(change, patience).await, Either::Right(_));
        }
    }
}
