//! Makes one call of a page: sends it, refreshes the session if needed, and sends it again (rules 4, 5, 6 and 8).

use super::admission::Permit;
use super::core::Client;
use super::environment::Environment;
use super::expiry::is_expiring;
use super::refresh_state::{Cause, Outcome};
use super::refusal::refusal;
use super::request::{Access, Request};
use super::require_session::{renewed, require_session};
use super::retry::{Next, Retries};
use super::trace::For;
use super::traced_operation::{Traced, of_call};
use crate::error::{Error, Transient};
use crate::event::Event;
use crate::http::{Body, HttpRequest, Response};
use crate::protocol::Protocol;
use crate::record::{SignedIn, Stamp};

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Makes a call. Returns the response if its status is 2xx, and an error otherwise.
    pub(super) async fn call(&self, request: &Request) -> Result<Response, Error> {
        let traced = self.traced_call(request);
        let result = self.call_refreshing(request, &traced).await;
        traced.over(of_call(&result));
        result
    }

    async fn call_refreshing(&self, request: &Request, traced: &Traced<E>) -> Result<Response, Error> {
        // A protected call needs a session: `mine` is that session. For any other call, `mine` is `None`. A protected
        // call also waits in `enter` until it may be sent. Any other call does not wait.
        let body = sendable_body(request)?;
        let protected = request.parts().access == Access::Protected;
        let mine = if protected { Some(self.session_of_call()?) } else { None };
        let mut retries = Retries::default();
        loop {
            let (now, permit) = match &mine {
                Some(mine) => {
                    let (now, permit) = self.enter(mine, request.parts().limit, traced).await?;
                    (Some(now), Some(permit))
                }
                None if request.parts().access == Access::Public => (self.record().signed_in().cloned(), None),
                None => (None, None),
            };
            if let (Some(now), Some(_)) = (&now, &permit)
                && retries.may_foresee()
                && !self.is_unrenewable(now)
                && is_expiring(now, self.env().now())
            {
                drop(permit);
                retries.foresaw = true;
                traced.waits(For::Refresh);
                // If this refresh fails and the session continues, the call is sent nevertheless. The server may still
                // accept the token, because only the clock says that the token is about to expire.
                match self.refresh(now, Cause::Foreseen, traced.number(), request.parts().limit).await {
                    // The server seems to have no refresh. The session continues: it would end only if the server had
                    // also refused a call (rule 3), and this call is not sent yet. A call may cause only one refresh
                    // (rule 4), but this early refresh is not counted: `retries.refreshed` stays false. So if the
                    // server refuses the call later, the call can still cause a refresh.
                    Outcome::Missing => *self.inner.unrenewable.borrow_mut() = Some(now.session.clone()),
                    Outcome::Renewed | Outcome::Gone => retries.refreshed = true,
                    // The call has waited as long as it may, and the refresh is still running. A call may not be sent
                    // during a refresh (rule 6), so it fails.
                    Outcome::Unknown(trouble) if self.is_refreshing() => return Err(Error::Transient(trouble)),
                    Outcome::Unknown(trouble) => {
                        retries.refreshed = true;
                        retries.trouble = Some(trouble);
                    }
                }
                continue;
            }
            let answer = self.send(request, body.clone(), traced, permit.as_ref()).await;
            drop(permit);
            let after = match &mine {
                Some(mine) => Some(require_session(&self.record(), Some(mine))?),
                None => self.record().signed_in().cloned(),
            };
            let answer = answer?;
            // The call is not sent again if the response is not a 401. The call is also not sent again if `now` is
            // `None`: either nobody was signed in when the call was sent, or the call does not depend on the session. A
            // public call of a signed-in user can be sent again, because some servers check the token of every request.
            let (401, Some(sent_under)) = (answer.status, now) else {
                return accept::<P>(answer, request.parts().permitted);
            };
            let masked = P::masked(&answer);
            let refused = || match protected {
                true => Err(unexplained(request.parts().permitted)),
                false => accept::<P>(answer, request.parts().permitted),
            };
            if masked && !request.parts().method.is_read() {
                return refused();
            }
            // Only protected and public calls get here. If nobody is signed in any more, a protected call has already
            // failed in `require_session`. A public call should be sent again, because the browser may no longer have
            // the cookies that the server refused. In this case, `after` is `None`, so there is no current renewal.
            // Instead, `after_refusal` gets the stamp `nobody`, which differs from every renewal. So it returns
            // `SendAgain`, but never more than once for each call.
            let nobody = Stamp::new("");
            let renewal = after.as_ref().map_or(&nobody, |after| &after.renewal);
            match (retries.after_refusal(&sent_under.renewal, renewal), &after) {
                (Next::SendAgain, _) => {}
                (Next::Refresh, Some(after)) => {
                    traced.waits(For::Refresh);
                    // If the server offers no refresh, a refresh with `Cause::Refused` ends the session (rule 3). A
                    // refresh with `Cause::Unclear` does not end it. A masked 401 and the 401 of a public call do not
                    // prove that the session is over, so their cause is `Cause::Unclear`.
                    let cause = if masked || !protected { Cause::Unclear } else { Cause::Refused };
                    match self.refresh(after, cause, traced.number(), request.parts().limit).await {
                        Outcome::Missing => return refused(),
                        outcome => renewed(outcome)?,
                    }
                }
                (Next::Refresh | Next::GiveUp, _) => {
                    return retries.trouble.map_or_else(refused, |trouble| Err(Error::Transient(trouble)));
                }
            }
        }
    }

    /// Returns the stamp of the current session, for a call that needs the session. Fails with [`Error::NotSignedIn`]
    /// if nobody is signed in.
    fn session_of_call(&self) -> Result<Stamp, Error> {
        require_session(&self.record(), None).map(|signed_in| signed_in.session).inspect_err(|_| {
            // The component that made the call may still show a user. The event makes the component read the record
            // again.
            self.env().publish(Event::Changed);
        })
    }

    /// Whether this tab has tried an early refresh of this session, and the server seemed to have no refresh. An early
    /// refresh is sent because the access token is about to expire. After such an attempt, this tab does not try an
    /// early refresh of this session again.
    fn is_unrenewable(&self, signed_in: &SignedIn<P::User>) -> bool {
        self.inner.unrenewable.borrow().as_ref() == Some(&signed_in.session)
    }

    async fn send(
        &self,
        request: &Request,
        body: Body,
        traced: &Traced<E>,
        permit: Option<&Permit>,
    ) -> Result<Response, Error> {
        let mut sent = HttpRequest {
            method: request.parts().method,
            path: request.parts().path.clone(),
            headers: request.parts().headers.clone(),
            body,
            limit: request.parts().limit,
        };
        P::prepare(&mut sent);
        traced.sent(self.env().send(sent, permit)).await.map_err(|none| Error::Transient(none.into()))
    }
}

/// Returns the body of a request. Fails if the request can never be sent, because its body or its path is invalid. Such
/// a request must neither wait nor cause a refresh.
fn sendable_body(request: &Request) -> Result<Body, Error> {
    match &request.parts().body {
        Ok(body) if request.parts().addressable => Ok(body.clone()),
        _ => Err(Error::Unserializable),
    }
}

fn accept<P: Protocol>(response: Response, permitted: bool) -> Result<Response, Error> {
    if response.is_success() { Ok(response) } else { Err(refusal::<P>(&response, permitted)) }
}

/// Returns the error of a protected call that the server answered with a 401, although the session continues. A refresh
/// has not helped, the server seems to have no refresh, or the call must not be sent again (rule 4). If the app expects
/// that the user is allowed to make the call, `permitted` is true, and the error says that the call can be retried. If
/// `permitted` is false, the 401 counts as a 403.
fn unexplained(permitted: bool) -> Error {
    if permitted { Error::Transient(Transient::Unexplained) } else { Error::Forbidden { message: None, permitted } }
}
