//! Plays a plan: opens tabs, lets people act, ends the faults, and asks at the end whether the app still works.
//! It must not reach into the core: it uses what pages use.

use crate::protocol::{Companion, Credentials, Record};
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::pin::pin;
use std::rc::Rc;

use evergreen_session::environment::LockName;
use evergreen_session::{Client, Error, Request, Transient};
use futures_util::future::select;

use super::executor::Executor;
use super::ledger::Ledger;
use super::locks::Locks;
use super::plan::{Kind, Plan};
use super::server::{Cookies, Mode, PUBLIC, SLOW_REPORT, SLOW_STREAM, Server};
use super::storage::Storage;
use super::world::{Browser, Shared, Tab};

pub const API: &str = "http://localhost:8080/api";
/// Enough for every limit and pause of the core after the last fault, in ms.
const END: u64 = 600_000;
/// Enough for what a person does at the very end.
const LAST: u64 = 300_000;
/// The limit of a call whose answer takes 12 s, in ms.
const REPORT_LIMIT: u32 = 30_000;
/// No call of a page may take longer than this, whatever it waits for: three sends, and the waits between them.
const CALL: u64 = 90_000;

/// What came of a run.
pub struct Verdict {
    pub broken: Option<String>,
    pub trace: String,
    /// What the run has come to.
    pub reached: BTreeSet<&'static str>,
}

/// The tabs of a run; one more than the plan's, which opens at the end.
struct Run {
    browser: Browser,
    clients: RefCell<Vec<Option<Client<Companion, Tab>>>>,
    /// Tabs stand still in this run: then time says nothing.
    freezes: bool,
    /// The server forgets sessions: then a call may be refused in the midst of anything.
    revokes: bool,
    online: bool,
}

pub fn run(plan: &Plan) -> Verdict {
    let tabs = plan.tabs + 1;
    let run = Rc::new(Run {
        browser: browser(plan),
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
    run.until(plan.stage);
    run.calm_down();
    run.until(plan.stage + END);
    run.settle();
    run.last_words(plan.tabs);
    run.until(plan.stage + END + LAST);
    run.end();
    let ledger = run.browser.0.ledger.borrow();
    Verdict { broken: ledger.broken().map(str::to_owned), trace: ledger.trace(), reached: ledger.reached().clone() }
}

/// The plan's browser and server, before anything happens; with one tab more than the plan's, which opens at the end.
pub fn browser(plan: &Plan) -> Browser {
    let tabs = plan.tabs + 1;
    Browser(Rc::new(Shared {
        executor: Executor::new(plan.chance),
        locks: plan.locks.then(Locks::default),
        holding: RefCell::default(),
        server: RefCell::new(Server::new(plan)),
        failing_refreshes: Cell::new(plan.failing_refreshes),
        cookies: RefCell::new(Cookies::default()),
        cookies_kept: plan.cookies,
        storage: RefCell::new(Storage::new(tabs, Record::signed_out(API))),
        ledger: RefCell::new(Ledger::new(plan)),
        changed: RefCell::default(),
        lag: plan.lag,
        faults: Cell::new(plan.faults),
        clock: Cell::new(0),
        heard: RefCell::new((0..tabs).map(|_| nobody()).collect()),
    }))
}

fn nobody() -> Rc<dyn Fn()> {
    Rc::new(|| {})
}

impl Run {
    fn until(&self, end: u64) {
        let shared = &self.browser.0;
        shared.executor.run(end, || {
            let mut ledger = shared.ledger.borrow_mut();
            ledger.stepped(shared.executor.now());
            ledger.broken().is_none()
        });
    }

    /// Lets go of what holds each other, or a million runs would fill the memory.
    fn end(&self) {
        let shared = &self.browser.0;
        shared.executor.end();
        shared.heard.borrow_mut().clear();
        shared.changed.borrow_mut().clear();
        self.clients.borrow_mut().clear();
    }

    fn note(&self, line: String) {
        self.browser.0.ledger.borrow_mut().note(line);
    }

    /// The tab's client; a closed tab opens and, as the app does, finishes a sign-out that was left over, now and
    /// whenever it hears of one.
    fn client(&self, tab: usize) -> Client<Companion, Tab> {
        if let Some(client) = &self.clients.borrow()[tab] {
            return client.clone();
        }
        let shared = &self.browser.0;
        shared.storage.borrow_mut().open(tab);
        let client = Client::new(Tab { browser: self.browser.clone(), number: tab });
        self.clients.borrow_mut()[tab] = Some(client.clone());
        let heard = client.clone();
        shared.heard.borrow_mut()[tab] = Rc::new(move || heard.on_record_changed());
        client.resume();
        client
    }

    fn close(&self, tab: usize) {
        let shared = &self.browser.0;
        shared.heard.borrow_mut()[tab] = nobody();
        shared.executor.kill(tab);
        self.clients.borrow_mut()[tab] = None;
        shared.ledger.borrow_mut().closed(tab);
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
            Kind::Reports(reports) => {
                for report in 0..reports {
                    let path = if reports.is_multiple_of(2) { SLOW_REPORT } else { SLOW_STREAM };
                    let request = Request::get(format!("{path}?{number}.{report}")).limit(REPORT_LIMIT);
                    self.spawn_call(tab, request, None);
                }
            }
            Kind::Renew => {
                let (client, this) = (self.client(tab), self.clone());
                shared.executor.spawn(Some(tab), async move {
                    let _waiting = Waiting::of(&this.browser, tab);
                    let result = client.renew().await;
                    this.note(format!("tab {tab} renewing: {result:?}"));
                });
            }
            Kind::Cancelled(after) => {
                self.spawn_call(tab, Request::get(format!("/test/user?{number}")), Some(after));
            }
            Kind::SignIn(user) => {
                let client = self.client(tab);
                let this = self.clone();
                shared.executor.spawn(Some(tab), async move {
                    let result = client.sign_in(credentials(user)).await;
                    let mut ledger = this.browser.0.ledger.borrow_mut();
                    ledger.note(format!("tab {tab} signing in: {result:?}"));
                    // Another user is signed in: that is told, and nothing goes wrong.
                    let own = format!("u{user}");
                    let names_another = client.record().user().is_none_or(|user| user.username != own);
                    let occupied = result == Err(Error::OtherUser) && names_another;
                    if result.is_err() && !occupied && ledger.is_calm() {
                        ledger.fail(format!("a sign-in failed although nothing is wrong: {result:?}"));
                    }
                });
            }
            Kind::SignOut => {
                let (client, this) = (self.client(tab), self.clone());
                shared.executor.spawn(Some(tab), async move {
                    client.sign_out();
                    if client.record().signed_in().is_some() {
                        this.browser.0.ledger.borrow_mut().fail("signed in after a sign-out".to_owned());
                    }
                });
            }
            Kind::Revoke => shared.server.borrow_mut().revoke_all(),
            Kind::Freeze(time) => {
                shared.executor.freeze(tab);
                shared.ledger.borrow_mut().froze(tab);
                shared.executor.sleep(time).await;
                shared.executor.thaw(tab);
            }
            Kind::Close => self.close(tab),
            Kind::Quit => {
                let tabs = self.clients.borrow().len();
                (0..tabs).for_each(|tab| self.close(tab));
                if shared.server.borrow().mode == Mode::NoRefresh {
                    *shared.cookies.borrow_mut() = Cookies::default();
                }
            }
            Kind::Clear => {
                let empty = Record::signed_out(API);
                shared.ledger.borrow_mut().emptied();
                let version = shared.storage.borrow_mut().write(None, &empty);
                self.browser.spread(None, version, &empty);
            }
            Kind::Clock(hours) => shared.clock.set(hours * 3_600_000),
        }
    }

    fn spawn_call(self: &Rc<Self>, tab: usize, request: Request, gives_up: Option<u64>) {
        let (this, client) = (self.clone(), self.client(tab));
        self.browser.0.executor.spawn(Some(tab), async move {
            let executor = this.browser.0.executor.clone();
            let call = pin!(this.page_call(client, tab, request));
            match gives_up {
                None => drop(call.await),
                Some(after) => drop(select(call, pin!(executor.sleep(after))).await),
            }
        });
    }

    /// A call of a page, and what the page may make of it.
    async fn page_call(&self, client: Client<Companion, Tab>, tab: usize, request: Request) -> Result<String, Error> {
        let shared = &self.browser.0;
        let _waiting = Waiting::of(&self.browser, tab);
        let (before, began) = (client.record(), shared.executor.now());
        let what = format!("{request:?}").split('"').nth(1).unwrap_or_default().to_owned();
        let public = what.starts_with(PUBLIC);
        shared.ledger.borrow_mut().asked(&what, began);
        let result = client.text(request).await.and_then(no_web_page);
        let took = shared.executor.now() - began;
        let mut ledger = shared.ledger.borrow_mut();
        ledger.note(format!("tab {tab} {what}: {result:?}"));
        if took > CALL && !self.freezes {
            ledger.fail(format!("{what} took {took} ms"));
        }
        match &result {
            Ok(text) if public => assert_eq!(text, "Public Content."),
            Ok(text) => ledger.answered(&before, &client.record(), text),
            Err(error)
                if public && ledger.is_calm() && !self.revokes && self.renews() && same(&before, &client.record()) =>
            {
                ledger.fail(format!("{what}, which everybody may read, failed although nothing is wrong: {error:?}"));
            }
            Err(Error::Transient(trouble)) if ledger.is_calm() && !self.revokes => {
                ledger.fail(format!("{what} failed although nothing is wrong: {trouble:?}"));
            }
            Err(Error::SessionChanged) if client.record().signed_in().is_none() => {
                ledger.fail(format!("{what}: superseded by nobody"));
            }
            Err(Error::NotSignedIn(_)) if client.record().signed_in().is_some() => {
                ledger.fail(format!("{what}: asked to sign in while signed in"));
            }
            Err(_) => {}
        }
        result
    }

    fn renews(&self) -> bool {
        self.browser.0.server.borrow().mode != Mode::NoRefresh
    }

    /// The faults are over, frozen tabs go on, and perhaps every tab comes online once more, and somebody
    /// opens another.
    fn calm_down(self: &Rc<Self>) {
        self.note("the faults are over".to_owned());
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

    fn settle(&self) {
        let shared = &self.browser.0;
        let mut ledger = shared.ledger.borrow_mut();
        if ledger.broken().is_some() {
            return;
        }
        let held = shared.locks.as_ref().is_some_and(|locks| locks.holder(LockName::Session).is_some());
        let record = shared.storage.borrow().written().clone();
        let (server, cookies) = (shared.server.borrow(), shared.cookies.borrow());
        ledger.settled(&record, &server, &cookies, shared.executor.unfinished(), held);
    }

    /// Whatever has happened, the app works: who is signed in is served or asked to sign in, everybody else can sign in,
    /// is served, and can leave.
    fn last_words(self: &Rc<Self>, tab: usize) {
        let this = self.clone();
        self.browser.0.executor.spawn(None, async move {
            let client = this.client(tab);
            if client.record().signed_in().is_some() {
                let served = this.page_call(client.clone(), tab, Request::get("/test/user?last")).await;
                // A refusal for this very session, with the offer to sign in again, is all that a lost cookie shows of itself.
                let told = matches!(served, Ok(_) | Err(Error::Forbidden { permitted: true, .. }));
                if !told && client.record().signed_in().is_some() {
                    this.browser.0.ledger.borrow_mut().fail("signed in, and not served".to_owned());
                }
                client.sign_out();
            }
            let user = "u0";
            // A session that lives at the server and of which this browser has no cookie: signed in elsewhere.
            let is_elsewhere = || {
                let (server, cookies) = (this.browser.0.server.borrow(), this.browser.0.cookies.borrow());
                server.knows(user) && !server.admits(&cookies, user)
            };
            let mut elsewhere = is_elsewhere();
            let mut result = client.sign_in(credentials(0)).await;
            if result == Err(Error::SessionChanged) && this.browser.0.locks.is_none() {
                // Where tabs can't wait for each other, the others' sign-outs may cross it once.
                this.browser.0.executor.sleep(1_000).await;
                elsewhere = is_elsewhere();
                result = client.sign_in(credentials(0)).await;
            }
            let strays = this.browser.0.ledger.borrow().may_hold_strays();
            if result == Err(Error::Transient(Transient::Elsewhere)) && elsewhere && strays {
                return;
            }
            if let Err(error) = result {
                this.browser.0.ledger.borrow_mut().fail(format!("nobody can sign in any more: {error:?}"));
                return;
            }
            // Every tab that is still open is as good as the new one.
            this.browser.0.executor.sleep(1_000).await;
            let open: Vec<usize> = (0..=tab).filter(|tab| this.clients.borrow()[*tab].is_some()).collect();
            for tab in open {
                let request = Request::get(format!("/test/user?afterwards.{tab}"));
                let served = this.page_call(this.client(tab), tab, request).await;
                let kept = this.browser.0.cookies_kept;
                // Where tabs can't wait for each other, another one's sign-out may have taken the new cookies with it.
                // Without a refresh, the token may just be spent.
                let over = this.browser.0.locks.is_none() || this.browser.0.server.borrow().mode == Mode::NoRefresh;
                let crossed =
                    over && matches!(served, Err(Error::NotSignedIn(_) | Error::Forbidden { permitted: true, .. }));
                if served.is_ok() != kept && !crossed {
                    this.browser.0.ledger.borrow_mut().fail(format!("tab {tab} after a sign-in: {served:?}"));
                }
            }
        });
    }
}

/// Whether the same session is signed in.
fn same(before: &Record, after: &Record) -> bool {
    let session = |record: &Record| record.signed_in().map(|signed_in| signed_in.session.clone());
    session(before).is_some() && session(before) == session(after)
}

/// A page waits for a call of this tab, for as long as this lives.
struct Waiting(Browser, usize);

impl Waiting {
    fn of(browser: &Browser, tab: usize) -> Waiting {
        *browser.0.ledger.borrow_mut().waiting.entry(tab).or_default() += 1;
        Waiting(browser.clone(), tab)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        *self.0.0.ledger.borrow_mut().waiting.entry(self.1).or_default() -= 1;
    }
}

fn credentials(user: u64) -> Credentials {
    Credentials { username: format!("u{user}"), password: "secret12".to_owned() }
}

/// Refuses a web page, which a proxy may send in place of a text: the page that asked knows what its text looks like.
fn no_web_page(text: String) -> Result<String, Error> {
    if text.trim_start().starts_with('<') { Err(Error::Transient(Transient::Garbled)) } else { Ok(text) }
}
