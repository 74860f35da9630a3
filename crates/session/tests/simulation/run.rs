//! Runs a plan: opens the tabs, does the actions, ends the faults, and checks at the end that the app still works. This
//! module uses the `Client` only as pages do.

use crate::protocol::{Companion, Credentials, Record};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use evergreen_session::{Client, Error, Request};

use super::browser::{Browser, Shared, Tab};
use super::checker::Checker;
use super::events::Events;
use super::executor::Executor;
use super::locks::Locks;
use super::page_calls::Waiting;
use super::plan::{Kind, Plan};
use super::server::{Cookies, Mode, PUBLIC, SLOW_REPORT, SLOW_STREAM, Server};
use super::storage::Storage;

pub const API: &str = "http://localhost:8080/api";
/// How long the run continues after the last fault, in ms. It is longer than every time limit and every pause of the
/// client, so everything that is under way can end.
const REST: u64 = 600_000;
/// After this time, in ms, hidden tabs have closed their streams.
const HIDDEN: u64 = 1_000;
/// The time limit of the final check, in ms. The final check shows whether the app still works after the run.
const FINAL_CHECK: u64 = 300_000;
/// The time limit, in ms, of the calls whose responses take 12 s.
const REPORT_LIMIT: u32 = 30_000;

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
pub(super) struct Run {
    pub(super) browser: Browser,
    pub(super) clients: RefCell<Vec<Option<Client<Companion, Tab>>>>,
    /// Whether the plan freezes tabs. If so, the duration of a call is not checked.
    pub(super) freezes: bool,
    /// Whether the plan revokes sessions at the server. If so, any call may fail.
    pub(super) revokes: bool,
    pub(super) online: bool,
    /// The idle time-out in seconds. 0 means that there is none.
    pub(super) idle: u32,
    /// Whether the server offers a stream of events.
    pub(super) events: bool,
    /// The time at which the actions of the plan end, in ms.
    pub(super) actions_end: u64,
}

pub fn run(plan: &Plan) -> Verdict {
    let tabs = plan.tabs + 1;
    let run = Rc::new(Run {
        browser: simulated_browser(plan),
        clients: RefCell::new(vec![None; tabs]),
        freezes: plan.has(|kind| matches!(kind, Kind::Freeze(_) | Kind::Sleep(_))),
        revokes: plan.has(|kind| matches!(kind, Kind::Revoke | Kind::EndElsewhere)),
        online: plan.online,
        idle: plan.idle,
        events: plan.events,
        actions_end: plan.actions_end,
    });
    run.watch_idle();
    run.watch_events();
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
    (0..tabs).for_each(|tab| run.hide(tab));
    run.until(plan.actions_end + REST + HIDDEN);
    run.check_end_state();
    run.end_idle_timeouts();
    run.check_that_the_app_works(plan.tabs);
    run.until(plan.actions_end + REST + HIDDEN + FINAL_CHECK);
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
        uses: RefCell::new(Storage::new(tabs, None)),
        checker: RefCell::new(Checker::new(plan)),
        events: RefCell::new(Events::new(tabs)),
        changed: RefCell::default(),
        lag: plan.lag,
        faults: Cell::new(plan.faults),
        clock: Cell::new(0),
        slept: Cell::new(0),
        asleep_since: Cell::new(None),
        listeners: RefCell::new((0..tabs).map(|_| no_listener()).collect()),
        use_listeners: RefCell::new((0..tabs).map(|_| no_listener()).collect()),
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

    /// Drops the tasks, the listeners and the clients of the run. The browser owns the tasks and the listeners, and
    /// they refer back to the browser. Without this call, these reference cycles would keep every finished run in
    /// memory, and a million runs would fill the memory.
    fn release(&self) {
        let shared = &self.browser.0;
        shared.executor.release();
        shared.listeners.borrow_mut().clear();
        shared.use_listeners.borrow_mut().clear();
        shared.changed.borrow_mut().clear();
        self.clients.borrow_mut().clear();
    }

    pub(super) fn note(&self, line: String) {
        self.browser.0.checker.borrow_mut().note(line);
    }

    /// Returns the client of a tab. If the tab is closed, opens the tab first. Like a tab of the app, an opened tab
    /// calls [`Client::resume`] at once, and [`Client::on_record_changed`] each time another tab changes the record.
    /// With both calls, the tab tries to finish a sign-out that the server has not confirmed.
    pub(super) fn client(&self, tab: usize) -> Client<Companion, Tab> {
        if let Some(client) = &self.clients.borrow()[tab] {
            return client.clone();
        }
        let shared = &self.browser.0;
        shared.storage.borrow_mut().open(tab);
        shared.uses.borrow_mut().open(tab);
        let client = Client::new(Tab { browser: self.browser.clone(), number: tab });
        self.clients.borrow_mut()[tab] = Some(client.clone());
        let listening = client.clone();
        shared.listeners.borrow_mut()[tab] = Rc::new(move || listening.on_record_changed());
        client.resume();
        self.begin_idle_checks(tab, &client);
        self.show(tab);
        client
    }

    fn close(&self, tab: usize) {
        let shared = &self.browser.0;
        self.leave_page(tab);
        self.hide(tab);
        shared.listeners.borrow_mut()[tab] = no_listener();
        shared.use_listeners.borrow_mut()[tab] = no_listener();
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
                    // A sign-in may fail with `OtherUser` while another user is signed in. By now, the record may name
                    // nobody, because the other user may have been signed out in the meantime. If the record names the
                    // user of this sign-in, the error is wrong.
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
            Kind::Revoke => {
                shared.server.borrow_mut().revoke_all();
                self.browser.tell_streams();
            }
            Kind::Show => self.show(tab),
            Kind::Hide => self.hide(tab),
            Kind::EndElsewhere => self.end_elsewhere(),
            Kind::ChangeUser => self.change_user(),
            Kind::CutStreams => self.browser.cut_streams(),
            Kind::Freeze(time) => {
                self.leave_page(tab);
                if self.events {
                    // A browser hides a page before it freezes it, and lets it run its tasks.
                    self.hide(tab);
                    shared.executor.sleep(1).await;
                }
                shared.executor.freeze(tab);
                shared.checker.borrow_mut().tab_frozen(tab);
                shared.executor.sleep(time).await;
                self.wake(tab);
                self.show(tab);
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
                let version = shared.uses.borrow_mut().write(None, &None);
                self.browser.propagate_use(None, version, None);
            }
            Kind::Use => self.use_app(tab),
            Kind::LongUse(time) => self.use_app_for(tab, time),
            Kind::Sleep(time) => self.sleep_device(time).await,
            Kind::SetClock(hours) => shared.clock.set(hours * 3_600_000),
        }
    }

    /// Ends the faults, and thaws the frozen tabs. If the plan's `online` is true, all open tabs then receive the
    /// browser's event `online`, and one more tab is opened. If `online` is false, a tab is opened only if no other tab
    /// is open.
    fn end_faults(self: &Rc<Self>) {
        self.note("the faults end".to_owned());
        self.browser.0.faults.set(0);
        self.browser.0.failing_refreshes.set(0);
        let last = self.clients.borrow().len() - 1;
        (0..last).for_each(|tab| self.wake(tab));
        let open: Vec<_> = self.clients.borrow().iter().flatten().cloned().collect();
        if self.online || open.is_empty() {
            open.iter().for_each(Client::resume);
            self.client(last);
        }
    }
}

pub(super) fn credentials(user: u64) -> Credentials {
    Credentials { username: format!("u{user}"), password: "secret12".to_owned() }
}
