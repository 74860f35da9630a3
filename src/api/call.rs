//! One call of a page: send, refresh if needed, send again (rules 4, 5, 6 and 8).
//! It must not know how a refresh works, nor what the page does with the answer.

use std::pin::pin;

use futures_util::future::{Either, select};

use super::error::{Error, Trouble};
use super::gate::Permit;
use super::refresh::{Cause, Outcome};
use super::renewal::is_expiring;
use super::request::{Method, Request};
use super::trace::{End, For, Traced};
use super::turn::{Next, Turn};
use super::verdict;
use super::world::{Answer, Call, World};
use super::{Client, body, timing};
use crate::bus::Event;
use crate::contract::Role;
use crate::session::{Record, SignedIn, Stamp, State};

impl<W: World> Client<W> {
    /// Sends a page's call and gives the answer with a 2xx status, or why there is none.
    pub(super) async fn call(&self, request: &Request) -> Result<Answer, Error> {
        let traced = self.traced_call(request);
        let result = if request.public {
            self.send(request, &traced).await.and_then(|answer| accept(answer, true))
        } else {
            self.call_protected(request, &traced).await
        };
        traced.over(End::of(&result));
        result
    }

    /// Sends a public call and gives its answer, whatever the status.
    pub(super) async fn call_any(&self, request: &Request) -> Result<Answer, Error> {
        let traced = self.traced_call(request);
        let result = self.send(request, &traced).await;
        traced.over(End::of(&result));
        result
    }

    async fn call_protected(&self, request: &Request, traced: &Traced<W>) -> Result<Answer, Error> {
        let mine = match fence(&self.record(), None) {
            Ok(signed_in) => signed_in.session,
            Err(error) => {
                // Whoever asked does not know that yet.
                self.world().publish(Event::Changed);
                return Err(error);
            }
        };
        let mut turn = Turn::default();
        loop {
            let (now, permit) = self.enter(&mine, traced).await?;
            if turn.may_foresee() && !self.is_unrenewable(&now) && is_expiring(&now, self.world().now()) {
                drop(permit);
                turn.foresaw = true;
                traced.waits(For::Refresh);
                // Whatever comes of it, the call is sent: a token by the clock's word only is often still good.
                match self.refresh(&now, Cause::Foreseen, traced.number()).await {
                    Outcome::Missing => *self.inner.unrenewable.borrow_mut() = Some(now.session.clone()),
                    Outcome::Renewed | Outcome::Gone => turn.refreshed = true,
                    // Nothing is sent while it is still under way.
                    Outcome::Unknown(trouble) if self.is_refreshing() => return Err(Error::TryAgain(trouble)),
                    Outcome::Unknown(trouble) => {
                        turn.refreshed = true;
                        turn.trouble = Some(trouble);
                    }
                }
                continue;
            }
            let answer = self.send(request, traced).await;
            if answer.as_ref().is_ok_and(|answer| answer.status != 401) {
                self.inner.gate.open(&now.renewal);
            }
            drop(permit);
            let after = fence(&self.record(), Some(&mine))?;
            let answer = answer?;
            if answer.status != 401 {
                return accept(answer, has_role(&after, request.role.as_ref()));
            }
            let masked = body::is_masked(&answer);
            let unexplained = || unexplained(&after, request.role.as_ref());
            if masked && request.method != Method::Get {
                return Err(unexplained());
            }
            match turn.after_refusal(&now.renewal, &after.renewal) {
                Next::SendAgain => {}
                Next::Refresh => {
                    traced.waits(For::Refresh);
                    let cause = if masked { Cause::Masked } else { Cause::Refused };
                    match self.refresh(&after, cause, traced.number()).await {
                        Outcome::Missing => return Err(unexplained()),
                        outcome => renewed(outcome)?,
                    }
                }
                Next::GiveUp => return Err(turn.trouble.map_or_else(unexplained, Error::TryAgain)),
            }
        }
    }

    /// Waits until this call may be sent: no refresh under way, and a place among the first few where the token is
    /// untried. Whoever was made first goes first, so that one that was refused is not answered last. Settles within
    /// [`timing::WAITER`].
    async fn enter(&self, mine: &Stamp, traced: &Traced<W>) -> Result<(SignedIn, Permit), Error> {
        // Most calls need not wait: then no timer is made.
        if !self.is_refreshing() {
            let now = fence(&self.record(), Some(mine))?;
            if let Some(permit) = self.inner.gate.enter(&now.renewal) {
                return Ok((now, permit));
            }
        }
        match select(pin!(self.queue(mine, traced)), pin!(self.world().sleep(timing::WAITER))).await {
            Either::Left((entered, _)) => entered,
            Either::Right(_) => Err(Error::TryAgain(Trouble::TimedOut)),
        }
    }

    async fn queue(&self, mine: &Stamp, traced: &Traced<W>) -> Result<(SignedIn, Permit), Error> {
        loop {
            // Once more after each: another call may have started the next while this one slept.
            while let Some(running) = self.refresh_under_way() {
                traced.waits(For::Refresh);
                renewed(self.join(running, traced.number()).await)?;
            }
            let now = fence(&self.record(), Some(mine))?;
            if let Some(permit) = self.inner.gate.enter(&now.renewal) {
                return Ok((now, permit));
            }
            traced.waits(For::Trial);
            // Woken for good, or to look again.
            let _ = self.inner.gate.change().change_in_line(traced.number()).await;
        }
    }

    /// Whether a refresh ahead of time has shown that this server has none.
    fn is_unrenewable(&self, signed_in: &SignedIn) -> bool {
        self.inner.unrenewable.borrow().as_ref() == Some(&signed_in.session)
    }

    async fn send(&self, request: &Request, traced: &Traced<W>) -> Result<Answer, Error> {
        let call = Call {
            method: request.method,
            path: request.path.clone(),
            body: request.body.clone(),
            limit: request.limit,
        };
        traced.sent(self.world().send(call)).await.map_err(|none| Error::TryAgain(none.into()))
    }
}

/// The session of this call, as the record has it now; the answer of any other is dropped (rule 8).
pub(super) fn fence(record: &Record, mine: Option<&Stamp>) -> Result<SignedIn, Error> {
    match &record.state {
        State::SignedIn(now) if mine.is_none_or(|mine| now.session == *mine) => Ok(now.clone()),
        State::SignedIn(_) => Err(Error::Superseded),
        State::Leaving { .. } => Err(Error::SignIn(None)),
        State::SignedOut(reason) => Err(Error::SignIn(*reason)),
    }
}

/// Whether a refresh leaves something to send; who is gone is told by the fence.
fn renewed(outcome: Outcome) -> Result<(), Error> {
    match outcome {
        Outcome::Renewed | Outcome::Gone | Outcome::Missing => Ok(()),
        Outcome::Unknown(trouble) => Err(Error::TryAgain(trouble)),
    }
}

fn accept(answer: Answer, has_role: bool) -> Result<Answer, Error> {
    match answer.status {
        200..=299 => Ok(answer),
        _ => Err(verdict::refusal(&answer, has_role)),
    }
}

fn has_role(signed_in: &SignedIn, role: Option<&Role>) -> bool {
    role.is_none_or(|role| signed_in.user.has(role))
}

/// Still 401 under a token that was just renewed: never the end of the session.
fn unexplained(signed_in: &SignedIn, role: Option<&Role>) -> Error {
    if has_role(signed_in, role) {
        Error::TryAgain(Trouble::Unexplained)
    } else {
        Error::NotAllowed { message: None, again: false }
    }
}
