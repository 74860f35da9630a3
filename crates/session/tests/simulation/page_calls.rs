//! Makes calls as pages do, and checks their results.

use std::pin::pin;
use std::rc::Rc;

use crate::protocol::{Companion, Record};
use evergreen_session::{Client, Error, Request, Transient};
use futures_util::future::select;

use super::browser::{Browser, Tab};
use super::run::Run;
use super::server::{Mode, PUBLIC};

/// How long a call of a page may take, in ms. The call may need three requests, and it may wait before each of them.
const CALL: u64 = 90_000;

impl Run {
    /// Makes a call. If `cancelled_after` is given, cancels the call after that many milliseconds.
    pub(super) fn spawn_call(self: &Rc<Self>, tab: usize, request: Request, cancelled_after: Option<u64>) {
        let (this, client) = (self.clone(), self.client(tab));
        self.browser.0.executor.spawn(Some(tab), async move {
            let executor = this.browser.0.executor.clone();
            let call = pin!(this.page_call(client, tab, request));
            match cancelled_after {
                None => drop(call.await),
                Some(after) => drop(select(call, pin!(executor.sleep(after))).await),
            }
        });
    }

    /// Makes a call as a page does, checks the result, and returns it.
    pub(super) async fn page_call(
        &self,
        client: Client<Companion, Tab>,
        tab: usize,
        request: Request,
    ) -> Result<String, Error> {
        let shared = &self.browser.0;
        let _waiting = Waiting::of(&self.browser, tab);
        let (before, began) = (client.record(), shared.executor.now());
        let what = format!("{request:?}").split('"').nth(1).unwrap_or_default().to_owned();
        let public = what.starts_with(PUBLIC);
        shared.checker.borrow_mut().call_made(&what, began);
        let result = client.text(request).await.and_then(no_web_page);
        let took = shared.executor.now() - began;
        let mut checker = shared.checker.borrow_mut();
        checker.note(format!("tab {tab} {what}: {result:?}"));
        if took > CALL && !self.freezes {
            checker.fail(format!("{what} took {took} ms"));
        }
        match &result {
            Ok(text) if public => assert_eq!(text, "Public Content."),
            Ok(text) => checker.call_answered(&before, &client.record(), text),
            Err(error)
                if public
                    && checker.is_faultless()
                    && !self.revokes
                    && self.renews()
                    && same(&before, &client.record()) =>
            {
                checker.fail(format!("{what}, which is public, failed without a fault: {error:?}"));
            }
            Err(Error::Transient(trouble)) if checker.is_faultless() && !self.revokes => {
                checker.fail(format!("{what} failed without a fault: {trouble:?}"));
            }
            Err(Error::SessionChanged) if client.record().signed_in().is_none() => {
                checker.fail(format!("{what}: reports another session, but no user is signed in"));
            }
            Err(Error::NotSignedIn(_)) if client.record().signed_in().is_some() => {
                checker.fail(format!("{what}: reports that no user is signed in, but one is"));
            }
            Err(_) => {}
        }
        result
    }

    fn renews(&self) -> bool {
        self.browser.0.server.borrow().mode != Mode::NoRefresh
    }
}

/// Returns whether both records have a signed-in user in the same session.
fn same(before: &Record, after: &Record) -> bool {
    let session = |record: &Record| record.signed_in().map(|signed_in| signed_in.session.clone());
    session(before).is_some() && session(before) == session(after)
}

/// A call or a requested refresh that a page waits for. While this value exists, it is counted in `waiting` of the
/// checker. The fields are the browser, and the number of the page's tab.
pub(super) struct Waiting(Browser, usize);

impl Waiting {
    pub(super) fn of(browser: &Browser, tab: usize) -> Waiting {
        *browser.0.checker.borrow_mut().waiting.entry(tab).or_default() += 1;
        Waiting(browser.clone(), tab)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        *self.0.0.checker.borrow_mut().waiting.entry(self.1).or_default() -= 1;
    }
}

/// Returns an error if the text is HTML, because HTML comes from a proxy and not from the server. The pages of a real
/// app check their texts in this way, too.
fn no_web_page(text: String) -> Result<String, Error> {
    if text.trim_start().starts_with('<') { Err(Error::Transient(Transient::Garbled)) } else { Ok(text) }
}
