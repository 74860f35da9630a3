//! Makes a call wait until its request may be sent (rule 6).

use futures_util::future::{Either, select};

use super::admission::Permit;
use super::core::Client;
use super::environment::Environment;
use super::require_session::{renewed, require_session};
use super::timing;
use super::trace::For;
use super::traced_operation::Traced;
use crate::error::Error;
use crate::protocol::Protocol;
use crate::record::{SignedIn, Stamp};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Waits until no refresh is running and the admission gives the call a permit. Returns two values: the session as
    /// it is in the record now, and the permit. `mine` is the stamp of the call's session, and the returned session has
    /// the same stamp. Fails if the session is over or has changed, or if the outcome of a refresh is unknown.
    ///
    /// Waiting calls are woken in the order in which the pages made them. A call keeps its place in this order if it
    /// waits again, for example after a 401. So calls that were made later are not woken before it.
    ///
    /// A call may wait several times in this function. None of these waits lasts longer than `limit` milliseconds. A
    /// timer measures each wait. The device's clock is not used, because somebody may set the clock during the wait.
    pub(super) async fn enter(
        &self,
        mine: &Stamp,
        limit: u32,
        traced: &Traced<E>,
    ) -> Result<(SignedIn<P::User>, Permit), Error> {
        // The timer that limits the wait for the responses of other calls.
        let mut patience = None;
        let mut waited = false;
        loop {
            // This is a loop, because another call may have started the next refresh before this call was woken.
            while let Some(running) = self.refresh_under_way() {
                traced.waits(For::Refresh);
                renewed(self.join(running, traced.number(), limit).await)?;
                // The refresh has probably changed the token, so the wait for the responses of other calls starts from
                // zero.
                (patience, waited) = (None, false);
            }
            let now = require_session(&self.record(), Some(mine))?;
            if let Some(permit) = self.inner.admission.enter(&now.renewal, self.env().now(), waited) {
                return Ok((now, permit));
            }
            traced.waits(For::Trial);
            let patience = patience.get_or_insert_with(|| Box::pin(self.env().sleep(timing::TRIAL.min(limit))));
            // A wake-up only means that the state may have changed, so the loop checks it again.
            let change = self.inner.admission.change().change_in_line(traced.number());
            waited = matches!(select(change, patience).await, Either::Right(_));
        }
    }
}
