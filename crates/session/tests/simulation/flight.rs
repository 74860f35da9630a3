//! One request under way, as its page sees it: from sending until the page has the answer, gives up, or is gone.
//! It must not know what the network does with it.

use crate::protocol::{Companion, Record, path};
use evergreen_session::{HttpRequest, NoResponse, Protocol, RefreshOutcome, Response, Stamp};

use super::ledger::Moment;
use super::world::Browser;

/// A request under way; dropping it is its end.
pub struct Flight {
    browser: Browser,
    pub tab: usize,
    pub path: String,
    /// Under which the page sent it.
    pub session: Option<Stamp>,
    pub renewal: Option<Stamp>,
    /// Among the calls of its tab.
    pub number: u64,
    /// Of the answer, where there was one.
    pub status: Option<u16>,
    /// The page did not wait to the end, so that the browser throws the answer's cookies away.
    pub given_up: bool,
}

impl Flight {
    pub fn depart(browser: &Browser, tab: usize, call: &HttpRequest, record: &Record) -> Flight {
        let session = record.signed_in().map(|signed_in| signed_in.session.clone());
        let renewal = record.signed_in().map(|signed_in| signed_in.renewal.clone());
        let flight = Flight {
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
        let moment = Moment { server: &server, cookies: &cookies, written, now };
        let held = browser.holds_since(tab).map(|since| now - since);
        shared.ledger.borrow_mut().departed(&flight, &moment, held);
        flight
    }

    /// The headers of the answer are here.
    pub fn show_head(&self, status: u16) {
        self.browser.0.ledger.borrow_mut().headed(self, status);
    }

    /// The page has an answer, or knows that there is none.
    pub fn arrive(&mut self, answer: &Result<Response, NoResponse>) {
        self.given_up = *answer == Err(NoResponse::TimedOut);
        self.status = answer.as_ref().ok().map(|answer| answer.status);
        let outcome = answer.as_ref().ok().filter(|_| self.path == path::REFRESH).map(Companion::refreshed);
        if matches!(outcome, Some(RefreshOutcome::Ended { .. })) {
            let now = self.browser.0.executor.now();
            self.browser.0.ledger.borrow_mut().refused.insert(self.tab, now);
        }
        if matches!(outcome, Some(RefreshOutcome::Renewed { .. })) {
            let written = self.browser.0.storage.borrow().written().clone();
            self.browser.0.ledger.borrow_mut().renewed(self.tab, self.renewal.as_ref(), &written);
        }
    }

    pub fn sets_cookies(&self) -> bool {
        self.path.starts_with("/auth")
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.browser.0.ledger.borrow_mut().returned(self);
    }
}
