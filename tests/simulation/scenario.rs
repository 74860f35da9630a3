//! One run: what a seed makes of tabs, calls, faults and people, and how it is judged.
//! It must not reach into the core: it uses what pages use.

use std::cell::RefCell;
use std::rc::Rc;

use evergreen::api::world::LockName;
use evergreen::api::{Client, Credentials, Request};
use evergreen::session::{Record, State};

use super::executor::Executor;
use super::ledger::Ledger;
use super::locks::Locks;
use super::server::{Cookies, Mode, Server};
use super::storage::Storage;
use super::world::{Browser, Shared, Tab};

const API: &str = "http://localhost:8080/api";
/// The people's part of a run, in ms.
const STAGE: u64 = 60_000;
/// Enough for every limit and pause of the core after the last fault.
const END: u64 = STAGE + 600_000;

/// How rough a run is; each level adds to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Roughness {
    /// Tabs and calls only.
    Calm,
    /// Lost answers, failures, hanging, storage that lags.
    Faulty,
    /// Tabs are killed and frozen.
    Deadly,
}

/// What came of a run.
pub struct Verdict {
    pub broken: Option<String>,
    pub trace: String,
}

pub fn run(seed: u64) -> Verdict {
    let executor = Executor::new(seed);
    let mode = [Mode::OneToken, Mode::Grace, Mode::Strict, Mode::NoRefresh][executor.pick(4) as usize];
    let roughness = [Roughness::Calm, Roughness::Faulty, Roughness::Deadly][executor.pick(3) as usize];
    let tabs = 1 + executor.pick(5) as usize;
    let lag = if roughness >= Roughness::Faulty && executor.chance(50) { executor.pick(45) } else { 0 };
    let server = Server::new(mode, 1000 * (2 + executor.pick(8)), executor.chance(50));
    let browser = Browser(Rc::new(Shared {
        locks: Locks::default(),
        server: RefCell::new(server),
        cookies: RefCell::new(Cookies::default()),
        storage: RefCell::new(Storage::new(tabs, Record::signed_out(API))),
        ledger: RefCell::new(Ledger::new(lag > 0, roughness == Roughness::Calm)),
        changed: RefCell::default(),
        lag,
        faults: RefCell::new(if roughness >= Roughness::Faulty { 5 + executor.pick(25) } else { 0 }),
        tabs,
        heard: RefCell::new((0..tabs).map(|_| Rc::new(|| {}) as Rc<dyn Fn()>).collect()),
        executor,
    }));
    let shared = &browser.0;
    shared.ledger.borrow_mut().note(format!("seed {seed}: {mode:?}, {roughness:?}, {tabs} tabs, lag {lag} ms"));
    let clients: Vec<_> = (0..tabs).map(|number| open(&browser, number)).collect();
    let actions = 3 + shared.executor.pick(30);
    for number in 0..actions {
        let at = shared.executor.pick(STAGE);
        let tab = shared.executor.pick(tabs as u64) as usize;
        shared.executor.spawn(None, act(browser.clone(), clients[tab].clone(), tab, number, at, roughness));
    }
    shared.executor.run(STAGE, || shared.ledger.borrow().broken().is_none());
    calm_down(&browser, &clients);
    shared.executor.run(END, || shared.ledger.borrow().broken().is_none());
    let record = shared.storage.borrow().written().clone();
    let held = shared.locks.holder(LockName::Session).is_some();
    let mut ledger = shared.ledger.borrow_mut();
    if ledger.broken().is_none() {
        ledger.settled(&record, &shared.server.borrow(), shared.executor.unfinished(), held);
    }
    Verdict { broken: ledger.broken().map(str::to_owned), trace: ledger.trace() }
}

/// A tab opens: as the app does, it finishes a sign-out that was left over, now and whenever it hears of one.
fn open(browser: &Browser, number: usize) -> Client<Tab> {
    let client = Client::new(Tab { browser: browser.clone(), number });
    let heard = client.clone();
    browser.0.heard.borrow_mut()[number] = Rc::new(move || heard.resume());
    client
}

async fn act(browser: Browser, client: Client<Tab>, tab: usize, number: u64, at: u64, roughness: Roughness) {
    let shared = &browser.0;
    shared.executor.sleep(at).await;
    let note = |what: &str| shared.ledger.borrow_mut().note(format!("{at} tab {tab}: {what}"));
    match shared.executor.pick(20) {
        0..=9 => {
            let calls = if shared.executor.chance(30) { 20 } else { 1 + shared.executor.pick(3) };
            note(&format!("{calls} calls"));
            for call in 0..calls {
                let task = page_call(browser.clone(), client.clone(), tab, format!("/test/user?{number}.{call}"));
                shared.executor.spawn(Some(tab), task);
            }
        }
        10..=14 => {
            let user = format!("u{}", shared.executor.pick(2));
            note(&format!("signs in as {user}"));
            shared.executor.spawn(Some(tab), async move {
                let _ = client.sign_in(Credentials { username: user, password: "secret12".to_owned() }).await;
            });
        }
        15 => {
            note("signs out");
            client.sign_out();
        }
        16 => {
            note("the server revokes everything");
            shared.server.borrow_mut().revoke_all();
        }
        17 if roughness == Roughness::Deadly => {
            note("is frozen");
            shared.ledger.borrow_mut().harmed = true;
            shared.executor.freeze(tab);
            shared.executor.sleep(shared.executor.pick(90_000)).await;
            shared.executor.thaw(tab);
        }
        18 if roughness == Roughness::Deadly => {
            note("is killed");
            shared.ledger.borrow_mut().harmed = true;
            browser.0.heard.borrow_mut()[tab] = Rc::new(|| {});
            shared.executor.kill(tab);
        }
        _ => {
            note("a call that is cancelled");
            let call = page_call(browser.clone(), client, tab, format!("/test/user?{number}.x"));
            let cancelled = browser.0.executor.sleep(shared.executor.pick(500));
            let call = std::pin::pin!(call);
            futures_util::future::select(call, std::pin::pin!(cancelled)).await;
        }
    }
}

async fn page_call(browser: Browser, client: Client<Tab>, tab: usize, path: String) {
    let Some(before) = browser.view(tab).signed_in().cloned() else { return };
    let result = client.text(Request::get(path.clone())).await;
    let mut ledger = browser.0.ledger.borrow_mut();
    ledger.note(format!("tab {tab} {path}: {result:?}"));
    if let Ok(text) = result {
        ledger.answered(&before.user.username, &text);
    }
}

/// The faults are over, frozen tabs go on, and every tab comes online once more.
fn calm_down(browser: &Browser, clients: &[Client<Tab>]) {
    let shared = &browser.0;
    shared.ledger.borrow_mut().note(format!("{STAGE} the faults are over"));
    *shared.faults.borrow_mut() = 0;
    for (tab, client) in clients.iter().enumerate() {
        shared.executor.thaw(tab);
        if !matches!(client.record().state, State::SignedIn(_)) {
            client.resume();
        }
    }
}
