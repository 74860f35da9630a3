//! One call of a page: send, refresh if needed, send again (rules 4, 5, 6 and 8).

use super::error::{Error, Trouble};
use super::gate::Permit;
use super::refresh::{Cause, Outcome};
use super::renewal::is_expiring;
use super::request::{Body, Method, Request};
use super::trace::{End, For, Traced};
use super::turn::{Next, Turn};
use super::verdict;
use super::world::{Answer, Call, World};
use super::{Client, body};
use crate::bus::Event;
use crate::contract::Role;
use crate::session::{Record, SignedIn, Stamp, State};

impl<W: World> Client<W> {
    /// Sends a page's call and gives the answer with a 2xx status, or why there is none.
    pub(super) async fn call(&self, request: &Request) -> Result<Answer, Error> {
        let traced = self.traced_call(request);
        let result = if request.public {
            self.call_public(request, &traced).await
        } else {
            self.call_protected(request, &traced).await
        };
        traced.over(End::of(&result));
        result
    }

    /// Sends a public call and gives its answer, whatever the status.
    pub(super) async fn call_any(&self, request: &Request) -> Result<Answer, Error> {
        let traced = self.traced_call(request);
        let result = self.send(request, &traced, None).await;
        traced.over(End::of(&result));
        result
    }

    /// Sends a call that needs no session, without waiting for anything. A server that checks every token it gets may
    /// refuse it for an expired one: then that is renewed, as for a protected call, and the call sent again.
    async fn call_public(&self, request: &Request, traced: &Traced<W>) -> Result<Answer, Error> {
        let mut turn = Turn::default();
        loop {
            let before = self.record();
            let answer = self.send(request, traced, None).await?;
            let refused = answer.status == 401 && (request.method == Method::Get || !body::is_masked(&answer));
            let Some(sent_under) = before.signed_in().filter(|_| refused) else {
                return accept(answer, true);
            };
            let (after, nobody) = (self.record(), Stamp::new(""));
            // Where the session is over by now, its token may be gone, too: that counts as another renewal.
            let now = after.signed_in().map_or(&nobody, |now| &now.renewal);
            match (turn.after_refusal(&sent_under.renewal, now), after.signed_in()) {
                (Next::Refresh, Some(now)) => {
                    traced.waits(For::Refresh);
                    // Not as a refusal of the token: what everybody may read is no proof that the session is over.
                    match self.refresh(now, Cause::Unclear, traced.number(), request.limit).await {
                        Outcome::Missing => return accept(answer, true),
                        outcome => renewed(outcome)?,
                    }
                }
                (Next::SendAgain, _) => {}
                (Next::Refresh | Next::GiveUp, _) => return accept(answer, true),
            }
        }
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
            let (now, permit) = self.enter(&mine, request.limit, traced).await?;
            if turn.may_foresee() && !self.is_unrenewable(&now) && is_expiring(&now, self.world().now()) {
                drop(permit);
                turn.foresaw = true;
                traced.waits(For::Refresh);
                // Whatever comes of it, the call is sent: a token by the clock's word only is often still good.
                match self.refresh(&now, Cause::Foreseen, traced.number(), request.limit).await {
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
            let answer = self.send(request, traced, Some(permit)).await;
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
                    let cause = if masked { Cause::Unclear } else { Cause::Refused };
                    match self.refresh(&after, cause, traced.number(), request.limit).await {
                        Outcome::Missing => return Err(unexplained()),
                        outcome => renewed(outcome)?,
                    }
                }
                Next::GiveUp => return Err(turn.trouble.map_or_else(unexplained, Error::TryAgain)),
            }
        }
    }

    /// Whether a refresh ahead of time has shown that this server has none.
    fn is_unrenewable(&self, signed_in: &SignedIn) -> bool {
        self.inner.unrenewable.borrow().as_ref() == Some(&signed_in.session)
    }

    async fn send(&self, request: &Request, traced: &Traced<W>, permit: Option<Permit>) -> Result<Answer, Error> {
        let body = match &request.body {
            Body::None => None,
            Body::Json(json) => Some(json.clone()),
            Body::Unwritable => return Err(Error::Unwritable),
        };
        let call = Call { method: request.method, path: request.path.clone(), body, limit: request.limit };
        traced.sent(self.world().send(call, permit)).await.map_err(|none| Error::TryAgain(none.into()))
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
pub(super) fn renewed(outcome: Outcome) -> Result<(), Error> {
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
