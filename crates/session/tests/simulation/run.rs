//! Runs a plan: opens the tabs, does the actions, ends the faults, and checks at the end that the app still works. This
//! module uses the `Client` only as pages do.

use crate::protocol::{Companion, Credentials, Record};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use evergreen_session::environment::LockName;
use evergreen_session::{Client, Error, Request, Transient};
use futures_util::future::select;

use super::browser::{Browser, Shared, Tab};
use super::checker::Checker;
use super::executor::Executor;
use super::locks::Locks;
use super::plan::{Kind, Plan};
use super::server::{Cookies, Mode, PUBLIC, SLOW_REPORT, SLOW_STREAM, Server};
use super::storage::Storage;

pub const API: &str = "http://localhost:8080/api";
/// How long the run continues after the last fault, in ms. This is longer than every time limit and every pause of the
/// client.
const REST: u64 = 600_000;
/// How long the final check that the app works may take, in ms.
const FINAL_CHECK: u64 = 300_000;
/// The limit of a call whose response takes 12 s, in ms.
const REPORT_LIMIT: u32 = 30_000;
/// How long a call of a page may take, in ms. The call may need three requests, and it may wait before each of them.
const CALL: u64 = 90_000;

/// The result of a run.
pub struct Verdict {
    /// The first invariant that was violated. `None` if every invariant holds.
    pub violation: Option<String>,
    /// The log of the run. It has a line for each action, request, response, save and event, and for other steps.
    pub trace: String,
    /// The situations that the run reached.
    pub reached: BTreeSet<&'static str>,
}

/// A run in progress. It has one more tab than the plan. This tab is opened after the faults have ended.
struct Run {
    browser: Browser,
    clients: RefCell<Vec<Option<Client<Companion, Tab>>>>,
    /// Whether the plan freezes tabs. If so, the duration of a call is not checked.
    freezes: bool,
    /// Whether the plan revokes sessions at the server. If so, any call may fail.
    revokes: bool,
    online: bool,
}

pub fn run(plan: &Plan) -> Verdict {
    let tabs = plan.tabs + 1;
    let run = Rc::new(Run {
        browser: simulated_browser(plan),
        clients: RefCell::new(vec![None; tabs]),
        freezes: plan.has(|kind| matches!(kind, Kind::Freeze(_))),
        revokes: plan.has(|kind| *kind == Kind::Revoke),
        online: plan.online,
    });
    (0..plan.tabs).for_each(|tab| drop(run.client(tab)));
    for (number, action) in plan.actions.iter().cloned().enumerate() {
        let (this, executor) = (run.clone(), run.browser.0.executor.clone());
        run.browser.0.executor.spawn(None, async move {
            executor.sleep(action.at).await;
            this.act(action.tab, number, action.kind).await;
        });
    }
    run.until(plan.actions_end);
    run.end_faults();
    run.until(plan.actions_end + REST);
    run.check_end_state();
    run.check_that_the_app_works(plan.tabs);
    run.until(plan.actions_end + REST + FINAL_CHECK);
    run.release();
    let checker = run.browser.0.checker.borrow();
    Verdict {
        violation: checker.violation().map(str::to_owned),
        trace: checker.trace(),
        reached: checker.reached().clone(),
    }
}

/// Returns the browser and the server of a plan, before anything has happened.
pub fn simulated_browser(plan: &Plan) -> Browser {
    let tabs = plan.tabs + 1;
    Browser(Rc::new(Shared {
        executor: Executor::new(plan.rng_seed),
        locks: plan.locks.then(Locks::default),
        holding: RefCell::default(),
        server: RefCell::new(Server::new(plan)),
        failing_refreshes: Cell::new(plan.failing_refreshes),
        cookies: RefCell::new(Cookies::default()),
        cookies_kept: plan.cookies,
        storage: RefCell::new(Storage::new(tabs, Record::signed_out(API))),
        checker: RefCell::new(Checker::new(plan)),
        changed: RefCell::default(),
        lag: plan.lag,
        faults: Cell::new(plan.faults),
        clock: Cell::new(0),
        listeners: RefCell::new((0..tabs).map(|_| no_listener()).collect()),
    }))
}

fn no_listener() -> Rc<dyn Fn()> {
    Rc::new(|| {})
}

impl Run {
    fn until(&self, end: u64) {
        let shared = &self.browser.0;
        shared.executor.run(end, || {
            let mut checker = shared.checker.borrow_mut();
            checker.step_taken(shared.executor.now());
            checker.violation().is_none()
        });
    }

    /// Breaks the reference cycles, because otherwise a million runs would fill the memory.
    fn release(&self) {
        let shared = &self.browser.0;
        shared.executor.release();
        shared.listeners.borrow_mut().clear();
        shared.changed.borrow_mut().clear();
        self.clients.borrow_mut().clear();
    }

    fn note(&self, line: String) {
        self.browser.0.checker.borrow_mut().note(line);
    }

    /// Returns the client of a tab. If the tab is closed, opens it first. Like the app, an opened tab tries to finish a
    /// pending sign-out, at once and whenever the record changes.
    fn client(&self, tab: usize) -> Client<Companion, Tab> {
        if let Some(client) = &self.clients.borrow()[tab] {
            return client.clone();
        }
        let shared = &self.browser.0;
        shared.storage.borrow_mut().open(tab);
        let client = Client::new(Tab { browser: self.browser.clone(), number: tab });
        self.clients.borrow_mut()[tab] = Some(client.clone());
        let listening = client.clone();
        shared.listeners.borrow_mut()[tab] = Rc::new(move || listening.on_record_changed());
        client.resume();
        client
    }

    fn close(&self, tab: usize) {
        let shared = &self.browser.0;
        shared.listeners.borrow_mut()[tab] = no_listener();
        shared.executor.kill(tab);
        self.clients.borrow_mut()[tab] = None;
        shared.checker.borrow_mut().tab_closed(tab);
    }

    async fn act(self: Rc<Self>, tab: usize, number: usize, kind: Kind) {
        let shared = &self.browser.0;
        self.note(format!("tab {tab}: {kind:?}"));
        match kind {
            Kind::Calls(calls) => {
                for call in 0..calls {
                    self.spawn_call(tab, Request::get(format!("/test/user?{number}.{call}")), None);
                }
            }
            Kind::Write => self.spawn_call(tab, Request::post(format!("/test/write?{number}")), None),
            Kind::Public => self.spawn_call(tab, Request::get(format!("{PUBLIC}?{number}")).public(), None),
            Kind::SlowCalls(calls) => {
                for call in 0..calls {
                    let path = if calls.is_multiple_of(2) { SLOW_REPORT } else { SLOW_STREAM };
                    let request = Request::get(format!("{path}?{number}.{call}")).limit(REPORT_LIMIT);
                    self.spawn_call(tab, request, None);
                }
            }
            Kind::Refresh => {
                let (client, this) = (self.client(tab), self.clone());
                shared.executor.spawn(Some(tab), async move {
                    let _waiting = Waiting::of(&this.browser, tab);
                    let result = client.renew().await;
                    this.note(format!("tab {tab} refresh: {result:?}"));
                });
            }
            Kind::CancelledCall(after) => {
                self.spawn_call(tab, Request::get(format!("/test/user?{number}")), Some(after));
            }
            Kind::SignIn(user) => {
                let client = self.client(tab);
                let this = self.clone();
                shared.executor.spawn(Some(tab), async move {
                    let result = client.sign_in(credentials(user)).await;
                    let mut checker = this.browser.0.checker.borrow_mut();
                    checker.note(format!("tab {tab} sign-in: {result:?}"));
                    // The error `OtherUser` is correct, unless the record now names the user who signs in.
                    let own = format!("u{user}");
                    let names_another = client.record().user().is_none_or(|user| user.username != own);
                    let occupied = result == Err(Error::OtherUser) && names_another;
                    if result.is_err() && !occupied && checker.is_faultless() {
                        checker.fail(format!("a sign-in failed without a fault: {result:?}"));
                    }
                });
            }
            Kind::SignOut => {
                let (client, this) = (self.client(tab), self.clone());
                shared.executor.spawn(Some(tab), async move {
                    client.sign_out();
                    if client.record().signed_in().is_some() {
                        this.browser.0.checker.borrow_mut().fail("still signed in after a sign-out".to_owned());
                    }
                });
            }
            Kind::Revoke => shared.server.borrow_mut().revoke_all(),
            Kind::Freeze(time) => {
                shared.executor.freeze(tab);
                shared.checker.borrow_mut().tab_frozen(tab);
                shared.executor.sleep(time).await;
                shared.executor.thaw(tab);
            }
            Kind::Close => self.close(tab),
            Kind::QuitBrowser => {
                let tabs = self.clients.borrow().len();
                (0..tabs).for_each(|tab| self.close(tab));
                if shared.server.borrow().mode == Mode::NoRefresh {
                    *shared.cookies.borrow_mut() = Cookies::default();
                }
            }
            Kind::ClearStorage => {
                let empty = Record::signed_out(API);
                shared.checker.borrow_mut().storage_cleared();
                let version = shared.storage.borrow_mut().write(None, &empty);
                self.browser.propagate(None, version, &empty);
            }
            Kind::SetClock(hours) => shared.clock.set(hours * 3_600_000),
        }
    }

    /// Makes a call. If `cancelled_after` is given, cancels the call after that many milliseconds.
    fn spawn_call(self: &Rc<Self>, tab: usize, request: Request, cancelled_after: Option<u64>) {
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
    async fn page_call(&self, client: Client<Companion, Tab>, tab: usize, request: Request) -> Result<String, Error> {
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

    /// Ends the faults and thaws frozen tabs. If the plan has an `online` event, or if no tab is open, all open tabs
    /// receive this event, and one more tab is opened.
    fn end_faults(self: &Rc<Self>) {
        self.note("the faults end".to_owned());
        self.browser.0.faults.set(0);
        self.browser.0.failing_refreshes.set(0);
        let last = self.clients.borrow().len() - 1;
        (0..last).for_each(|tab| self.browser.0.executor.thaw(tab));
        let open: Vec<_> = self.clients.borrow().iter().flatten().cloned().collect();
        if self.online || open.is_empty() {
            open.iter().for_each(Client::resume);
            self.client(last);
        }
    }

    fn check_end_state(&self) {
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
    fn check_that_the_app_works(self: &Rc<Self>, tab: usize) {
        let this = self.clone();
        self.browser.0.executor.spawn(None, async move {
            let client = this.client(tab);
            if client.record().signed_in().is_some() {
                let served = this.page_call(client.clone(), tab, Request::get("/test/user?last")).await;
                // If only the access cookie is lost, the server refuses the call, and the page offers to sign in again.
                let expected = matches!(served, Ok(_) | Err(Error::Forbidden { permitted: true, .. }));
                if !expected && client.record().signed_in().is_some() {
                    this.browser.0.checker.borrow_mut().fail("a signed-in user gets no response".to_owned());
                }
                client.sign_out();
            }
            let user = "u0";
            // Returns whether the server has a session of this user, but the browser has no cookie of such a session.
            let is_elsewhere = || {
                let (server, cookies) = (this.browser.0.server.borrow(), this.browser.0.cookies.borrow());
                server.knows(user) && !server.admits(&cookies, user)
            };
            let mut elsewhere = is_elsewhere();
            let mut result = client.sign_in(credentials(0)).await;
            if result == Err(Error::SessionChanged) && this.browser.0.locks.is_none() {
                // Without Web Locks, the sign-out of another tab may run at the same time and change the session once.
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
                // Without Web Locks, the sign-out of another tab may have cleared the new cookies. At a server without
                // refresh, the token may have expired.
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

/// Returns whether both records have a signed-in user in the same session.
fn same(before: &Record, after: &Record) -> bool {
    let session = |record: &Record| record.signed_in().map(|signed_in| signed_in.session.clone());
    session(before).is_some() && session(before) == session(after)
}

/// Counts a call that a page of this tab waits for, until this value is dropped.
struct Waiting(Browser, usize);

impl Waiting {
    fn of(browser: &Browser, tab: usize) -> Waiting {
        *browser.0.checker.borrow_mut().waiting.entry(tab).or_default() += 1;
        Waiting(browser.clone(), tab)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        *self.0.0.checker.borrow_mut().waiting.entry(self.1).or_default() -= 1;
    }
}

fn credentials(user: u64) -> Credentials {
    Credentials { username: format!("u{user}"), password: "secret12".to_owned() }
}

/// Returns an error if the text is an HTML page, which a proxy may send instead of the text. A real page checks the
/// content of its response, too.
fn no_web_page(text: String) -> Result<String, Error> {
    if text.trim_start().starts_with('<') { Err(Error::Transient(Transient::Garbled)) } else { Ok(text) }
}
