//! What becomes of a request between page and server, and of the cookies that come back.
//! It must not know which tab asks, nor why.

use crate::protocol::path;
use evergreen_session::{HttpRequest, NoResponse, Response};
use futures_channel::oneshot;

use super::server::{Cookies, Mode, REPORT, SLOW_REPORT, SLOW_STREAM, html, json, masked};
use super::world::Browser;

enum Fate {
    Fine,
    LostRequest,
    LostAnswer,
    /// The connection breaks after the answer's head: the cookies are there.
    LostBody,
    /// The server fails after it did the work, and hides that.
    MaskedAnswer,
    /// Something between page and server answers in its place.
    Says(Response),
    Hangs,
}

impl Browser {
    /// Carries a call there and back. It goes on while the tab is frozen, and is in vain once the page has aborted.
    pub async fn carry(
        self,
        call: HttpRequest,
        head: oneshot::Sender<u16>,
        back: oneshot::Sender<Result<Response, NoResponse>>,
    ) {
        let shared = &self.0;
        // Attached when the request is made, not when it leaves.
        let cookies = shared.cookies.borrow().clone();
        shared.executor.sleep(self.latency(&call)).await;
        let (mut answer, mut set, mut breaks) = (Err(NoResponse::Unreachable), None, false);
        match self.fate(&call) {
            Fate::LostRequest => {}
            Fate::Hangs => shared.executor.sleep(1_000_000).await,
            Fate::Says(said) => answer = Ok(said),
            fate => {
                let (said, cookies) = shared.server.borrow_mut().answer(&call, &cookies, shared.executor.now());
                (answer, set) = (Ok(said), cookies);
                match fate {
                    Fate::LostAnswer => answer = Err(NoResponse::Unreachable),
                    Fate::LostBody => breaks = true,
                    Fate::MaskedAnswer => answer = Ok(masked()),
                    _ => {}
                }
                if !matches!(fate, Fate::Fine | Fate::LostBody) {
                    self.lose(set.take());
                }
            }
        }
        shared.executor.sleep(self.latency(&call) + slow_work(&call, &answer)).await;
        if back.is_canceled() {
            // Noted when the page gave up.
            return;
        }
        let line = match &answer {
            Ok(answer) => format!("{} {}", answer.status, answer.text()),
            Err(none) => format!("{none:?}"),
        };
        shared.ledger.borrow_mut().note(format!("{} -> {line}", call.path));
        if let Some(set) = set
            && shared.cookies_kept
        {
            let kept = shared.cookies.borrow().refresh;
            // A refresh without rotation leaves the refresh cookie; a sign-out, which sets no access cookie, clears it.
            let refresh = set.refresh.or(set.access.as_ref().and(kept));
            // The jar is the browser's: it has the cookies before any page sees the answer.
            *shared.cookies.borrow_mut() = Cookies { refresh, ..set };
        }
        if let Ok(answer) = &answer {
            let _ = head.send(answer.status);
            // A body is there a moment after its headers, as a rule.
            shared.executor.sleep(shared.executor.pick(20) + slow_body(&call, answer)).await;
        }
        let _ = back.send(if breaks { Err(NoResponse::Unreachable) } else { answer });
    }

    fn lose(&self, set: Option<Cookies>) {
        if set.is_some() {
            self.0.ledger.borrow_mut().lose_cookies();
        }
    }

    fn fate(&self, call: &HttpRequest) -> Fate {
        let executor = &self.0.executor;
        if call.path == path::REFRESH && self.0.failing_refreshes.get() > 0 {
            return Fate::Says(json(500, ""));
        }
        if !executor.chance(self.0.faults.get()) {
            return Fate::Fine;
        }
        let masks = self.0.server.borrow().mode == Mode::OneToken;
        let gap = call.path == path::REFRESH && self.0.ledger.borrow().knows_of_renewal();
        match executor.pick(11) {
            0 => Fate::LostRequest,
            1 => Fate::LostAnswer,
            2 => Fate::LostBody,
            3 => Fate::Says(json(500, "")),
            4 => Fate::Says(html(502)),
            5 => Fate::Says(html(403)),
            6 => Fate::Says(json(429, "{}")),
            // A hotel's network asks to sign in there.
            7 => Fate::Says(html(200)),
            // Only the server that masks its failures does so.
            8 if masks && executor.chance(50) => Fate::MaskedAnswer,
            8 if masks => Fate::Says(masked()),
            // A gap while a new version is put in place; where the server never renewed, it would mean that it can't.
            9 if gap => Fate::Says(html(404)),
            _ => Fate::Hangs,
        }
    }

    fn latency(&self, call: &HttpRequest) -> u64 {
        let executor = &self.0.executor;
        let failing = self.0.failing_refreshes.get();
        if call.path == path::REFRESH && failing > 0 {
            return failing / 2;
        }
        if !executor.chance(self.0.faults.get() / 4) {
            return 1 + executor.pick(200);
        }
        self.0.ledger.borrow_mut().slow();
        executor.pick(45_000)
    }
}

/// How long the server works on a report before it sends the first byte, in ms.
fn slow_work(call: &HttpRequest, answer: &Result<Response, NoResponse>) -> u64 {
    let works = answer.as_ref().is_ok_and(|answer| answer.status == 200);
    if works && call.path.starts_with(SLOW_REPORT) { REPORT } else { 0 }
}

/// How long the body of a stream takes after its headers, in ms.
fn slow_body(call: &HttpRequest, answer: &Response) -> u64 {
    if answer.status == 200 && call.path.starts_with(SLOW_STREAM) { REPORT } else { 0 }
}
