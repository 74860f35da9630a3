//! The simulated network. It carries each request to the server, and the response and its cookies back to the browser.
//! It also adds the faults.

use crate::protocol::path;
use evergreen_session::{HttpRequest, NoResponse, Response};
use futures_channel::oneshot;

use super::browser::Browser;
use super::server::{Cookies, Mode, REPORT, SLOW_REPORT, SLOW_STREAM, html, json, masked};

enum Fate {
    Fine,
    LostRequest,
    LostAnswer,
    /// The connection breaks after the headers of the response. The browser has the cookies, but the page gets an
    /// error.
    LostBody,
    /// The server executes the request, then fails, and masks this failure as a 401. The cookies of the response are
    /// lost.
    MaskedAnswer,
    /// The request is not executed. This response comes from the failing server, or from a proxy in front of the
    /// server.
    Replies(Response),
    Hangs,
}

impl Browser {
    /// Carries a request to the server, and the response back to the page: the status to `head`, and the whole response
    /// to `back`. The request continues while the tab is frozen. If the page has aborted the request, the response and
    /// its cookies are dropped.
    pub async fn transmit(
        self,
        call: HttpRequest,
        head: oneshot::Sender<u16>,
        back: oneshot::Sender<Result<Response, NoResponse>>,
    ) {
        let shared = &self.0;
        // A browser chooses the cookies at the moment when the page makes the request. So they are copied before the
        // delay.
        let cookies = shared.cookies.borrow().clone();
        shared.executor.sleep(self.latency(&call)).await;
        let (mut answer, mut set, mut breaks) = (Err(NoResponse::Unreachable), None, false);
        match self.fate(&call) {
            Fate::LostRequest => {}
            Fate::Hangs => shared.executor.sleep(1_000_000).await,
            Fate::Replies(said) => answer = Ok(said),
            fate => {
                let (said, cookies) = shared.server.borrow_mut().answer(&call, &cookies, shared.executor.now());
                self.tell_streams();
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
            // The page no longer waits for the response: the request has timed out or was aborted, or the page was
            // closed. The browser therefore drops the response and its cookies. `InFlight` told the checker at that
            // time that the request has ended.
            return;
        }
        let line = match &answer {
            Ok(answer) => format!("{} {}", answer.status, answer.text()),
            Err(none) => format!("{none:?}"),
        };
        shared.checker.borrow_mut().note(format!("{} -> {line}", call.path));
        if let Some(set) = set
            && shared.cookies_kept
        {
            let kept = shared.cookies.borrow().refresh;
            // If a response sets only an access cookie, the browser keeps its refresh cookie. If `set` contains neither
            // cookie, this is the response to a sign-out, and both cookies are cleared.
            let refresh = set.refresh.or(set.access.as_ref().and(kept));
            // The browser stores the cookies before the page sees the response.
            *shared.cookies.borrow_mut() = Cookies { refresh, ..set };
        }
        if let Ok(answer) = &answer {
            let _ = head.send(answer.status);
            // The body usually arrives shortly after the headers.
            shared.executor.sleep(shared.executor.random_below(20) + slow_body(&call, answer)).await;
        }
        let _ = back.send(if breaks { Err(NoResponse::Unreachable) } else { answer });
    }

    fn lose(&self, set: Option<Cookies>) {
        if set.is_some() {
            self.0.checker.borrow_mut().lose_cookies();
        }
    }

    fn fate(&self, call: &HttpRequest) -> Fate {
        let executor = &self.0.executor;
        if call.path == path::REFRESH && self.0.failing_refreshes.get() > 0 {
            return Fate::Replies(json(500, ""));
        }
        if !executor.chance(self.0.faults.get()) {
            return Fate::Fine;
        }
        let masks = self.0.server.borrow().mode == Mode::OneToken;
        let gap = call.path == path::REFRESH && self.0.checker.borrow().knows_that_the_server_refreshes();
        match executor.random_below(11) {
            0 => Fate::LostRequest,
            1 => Fate::LostAnswer,
            2 => Fate::LostBody,
            3 => Fate::Replies(json(500, "")),
            4 => Fate::Replies(html(502)),
            5 => Fate::Replies(html(403)),
            6 => Fate::Replies(json(429, "{}")),
            // This is the sign-in page of a public Wi-Fi network.
            7 => Fate::Replies(html(200)),
            // Only servers of the mode `OneToken` send masked responses. For other servers, 8 means `Hangs`.
            8 if masks && executor.chance(50) => Fate::MaskedAnswer,
            8 if masks => Fate::Replies(masked()),
            // This 404 is a short failure during a deployment. It is simulated only if every tab knows that the server
            // has a refresh. A tab that does not know this would conclude from the 404 that the server has no refresh.
            9 if gap => Fate::Replies(html(404)),
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
            return 1 + executor.random_below(200);
        }
        self.0.checker.borrow_mut().request_delayed();
        executor.random_below(45_000)
    }
}

/// Returns how much longer than usual the server works before it sends the first byte, in ms. The result is [`REPORT`]
/// for a successful slow report, and 0 for every other call.
fn slow_work(call: &HttpRequest, answer: &Result<Response, NoResponse>) -> u64 {
    let works = answer.as_ref().is_ok_and(|answer| answer.status == 200);
    if works && call.path.starts_with(SLOW_REPORT) { REPORT } else { 0 }
}

/// Returns how much longer than usual the body takes after the headers, in ms. The result is [`REPORT`] for a
/// successful slow stream, and 0 for every other call.
fn slow_body(call: &HttpRequest, answer: &Response) -> u64 {
    if answer.status == 200 && call.path.starts_with(SLOW_STREAM) { REPORT } else { 0 }
}
