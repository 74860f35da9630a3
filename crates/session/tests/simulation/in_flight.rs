//! A request in flight, as the page sees it. A request begins when the page sends it. A request ends when the page has
//! the response, when the page aborts the request, or when the page is closed.

use crate::protocol::{Companion, Record, path};
use evergreen_session::{HttpRequest, NoResponse, Protocol, RefreshOutcome, Response, Stamp};

use super::browser::Browser;
use super::checker::Snapshot;

/// A request in flight. The request ends when this value is dropped.
pub struct InFlight {
    browser: Browser,
    pub tab: usize,
    pub path: String,
    /// The session that the tab saw in the record when it sent the request. `None` if no user was signed in.
    pub session: Option<Stamp>,
    /// The renewal that the tab saw in the record when it sent the request. `None` if no user was signed in.
    pub renewal: Option<Stamp>,
    /// A number that no other request of the run has.
    pub number: u64,
    /// The status of the response. `None` if there is no response, or if it has not arrived yet.
    pub status: Option<u16>,
    /// Whether the page has given up the request: the request has timed out, the page has aborted it, or the page was
    /// closed. Then the browser drops the cookies of the response. Read this value only at the end of the request,
    /// because it is `true` from the start. [`InFlight::complete`] sets it to `false`, unless the request has timed
    /// out. If the page aborts the request or is closed, `complete` is not called, so the value stays `true`.
    pub given_up: bool,
}

impl InFlight {
    pub fn start(browser: &Browser, tab: usize, call: &HttpRequest, record: &Record) -> InFlight {
        let session = record.signed_in().map(|signed_in| signed_in.session.clone());
        let renewal = record.signed_in().map(|signed_in| signed_in.renewal.clone());
        let request = InFlight {
            browser: browser.clone(),
            tab,
            path: call.path.clone(),
            session,
            renewal,
            number: browser.0.executor.unique(),
            status: None,
            given_up: true,
        };
        let shared = &browser.0;
        let (server, cookies, now) = (shared.server.borrow(), shared.cookies.borrow(), shared.executor.now());
        let written = shared.storage.borrow().written().clone();
        let snapshot = Snapshot { server: &server, cookies: &cookies, written, now };
        let held = browser.holds_since(tab).map(|since| now - since);
        shared.checker.borrow_mut().request_sent(&request, &snapshot, held);
        request
    }

    /// Called when the page has the headers of the response. `status` is the status of the response.
    pub fn headers_received(&self, status: u16) {
        self.browser.0.checker.borrow_mut().headers_received(self, status);
    }

    /// Called when the page has the response, or knows that there will be no response.
    pub fn complete(&mut self, answer: &Result<Response, NoResponse>) {
        self.given_up = *answer == Err(NoResponse::TimedOut);
        self.status = answer.as_ref().ok().map(|answer| answer.status);
        let outcome = answer.as_ref().ok().filter(|_| self.path == path::REFRESH).map(Companion::refreshed);
        if matches!(outcome, Some(RefreshOutcome::Ended { .. })) {
            let now = self.browser.0.executor.now();
            self.browser.0.checker.borrow_mut().refused.insert(self.tab, now);
        }
        if matches!(outcome, Some(RefreshOutcome::Renewed { .. })) {
            let written = self.browser.0.storage.borrow().written().clone();
            self.browser.0.checker.borrow_mut().token_refreshed(self.tab, self.renewal.as_ref(), &written);
        }
    }

    pub fn sets_cookies(&self) -> bool {
        self.path.starts_with("/auth")
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.browser.0.checker.borrow_mut().request_ended(self);
    }
}
