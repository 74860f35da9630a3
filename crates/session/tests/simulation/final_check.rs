//! The checks after the faults of a run have ended: whether the end state is right, and whether the app still works.

use std::rc::Rc;

use evergreen_session::environment::LockName;
use evergreen_session::{Error, Request, Transient};

use super::run::{Run, credentials};
use super::server::Mode;

impl Run {
    pub(super) fn check_end_state(&self) {
        let shared = &self.browser.0;
        let mut checker = shared.checker.borrow_mut();
        if checker.violation().is_some() {
            return;
        }
        let held = shared.locks.as_ref().is_some_and(|locks| locks.holder(LockName::Session).is_some());
        let record = shared.storage.borrow().written().clone();
        let (server, cookies) = (shared.server.borrow(), shared.cookies.borrow());
        checker.run_ended(&record, &server, &cookies, shared.executor.unfinished(), held);
    }

    /// Checks that the app still works, first in `tab`. If a user is signed in there, a call must get a response, or
    /// the user must be asked to sign in again. Then a user signs in, and a call must get a response in every open tab.
    /// The comments below name the exceptions.
    pub(super) fn check_that_the_app_works(self: &Rc<Self>, tab: usize) {
        let this = self.clone();
        self.browser.0.executor.spawn(None, async move {
            let client = this.client(tab);
            if client.record().signed_in().is_some() {
                let served = this.page_call(client.clone(), tab, Request::get("/test/user?last")).await;
                // A server without refresh answers 403 if the cookies are lost. This error is accepted, because the
                // page then offers to sign in again.
                let expected = matches!(served, Ok(_) | Err(Error::Forbidden { permitted: true, .. }));
                if !expected && client.record().signed_in().is_some() {
                    this.browser.0.checker.borrow_mut().fail("a signed-in user gets no response".to_owned());
                }
                client.sign_out();
            }
            let user = "u0";
            // Returns true if this user has one or more valid sessions on the server, but the browser has no refresh
            // token of any of these sessions.
            let is_elsewhere = || {
                let (server, cookies) = (this.browser.0.server.borrow(), this.browser.0.cookies.borrow());
                server.knows(user) && !server.admits(&cookies, user)
            };
            let mut elsewhere = is_elsewhere();
            let mut result = client.sign_in(credentials(0)).await;
            if result == Err(Error::SessionChanged) && this.browser.0.locks.is_none() {
                // Without Web Locks, a sign-out in another tab can run during this sign-in and change the record. The
                // sign-in then fails with `SessionChanged`, and this error is accepted. The sign-out needs some time to
                // end, so the sign-in is tried again after a pause.
                this.browser.0.executor.sleep(1_000).await;
                elsewhere = is_elsewhere();
                result = client.sign_in(credentials(0)).await;
            }
            let may_keep_orphans = this.browser.0.checker.borrow().may_keep_orphan_sessions();
            if result == Err(Error::Transient(Transient::Elsewhere)) && elsewhere && may_keep_orphans {
                return;
            }
            if let Err(error) = result {
                this.browser.0.checker.borrow_mut().fail(format!("the final sign-in failed: {error:?}"));
                return;
            }
            // Every open tab must work, not only `tab`. The other tabs need some time to see the new session.
            this.browser.0.executor.sleep(1_000).await;
            let open: Vec<usize> = (0..=tab).filter(|tab| this.clients.borrow()[*tab].is_some()).collect();
            for tab in open {
                let request = Request::get(format!("/test/user?afterwards.{tab}"));
                let served = this.page_call(this.client(tab), tab, request).await;
                let kept = this.browser.0.cookies_kept;
                // Without Web Locks, the sign-out of another tab may have cleared the new cookies. If the server has no
                // refresh, the token may have expired. In both cases, the session may be over by now.
                let may_be_over =
                    this.browser.0.locks.is_none() || this.browser.0.server.borrow().mode == Mode::NoRefresh;
                let is_over = may_be_over
                    && matches!(served, Err(Error::NotSignedIn(_) | Error::Forbidden { permitted: true, .. }));
                if served.is_ok() != kept && !is_over {
                    this.browser.0.checker.borrow_mut().fail(format!("tab {tab} after a sign-in: {served:?}"));
                }
            }
        });
    }
}
