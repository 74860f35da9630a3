//! The core's world, simulated: one browser with its tabs, cookies, locks and storage, and the network to one server.
//! It must not judge: what happens is told to [`Ledger`].

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use evergreen::api::world::{Answer, Call, Granted, LockName, NoAnswer, World};
use evergreen::bus::Event;
use evergreen::session::{Millis, Record, Stamp};
use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::executor::Executor;
use super::ledger::Ledger;
use super::locks::{Held, Locks};
use super::server::{Cookies, Mode, Server, html, json, masked};
use super::storage::Storage;

/// When the device's clock says that the run began.
pub const EPOCH: u64 = 1_700_000_000_000;

/// What all tabs share.
#[derive(Clone)]
pub struct Browser(pub Rc<Shared>);

pub struct Shared {
    pub executor: Executor,
    pub locks: Locks,
    pub server: RefCell<Server>,
    pub cookies: RefCell<Cookies>,
    pub storage: RefCell<Storage>,
    pub ledger: RefCell<Ledger>,
    pub changed: RefCell<Vec<(usize, oneshot::Sender<()>)>>,
    /// Writes reach other tabs within this many ms.
    pub lag: u64,
    /// In a hundred; [`RefCell`] since the end of a run is without.
    pub faults: RefCell<u64>,
    pub tabs: usize,
    /// Woken when a tab hears of another's write.
    pub heard: RefCell<Vec<Rc<dyn Fn()>>>,
}

/// One tab's view.
#[derive(Clone)]
pub struct Tab {
    pub browser: Browser,
    pub number: usize,
}

enum Fate {
    Fine,
    LostRequest,
    LostAnswer,
    Says(Answer),
    Hangs,
}

impl Browser {
    fn fate(&self) -> Fate {
        let executor = &self.0.executor;
        if !executor.chance(*self.0.faults.borrow()) {
            return Fate::Fine;
        }
        match executor.pick(8) {
            0 => Fate::LostRequest,
            1 | 2 => Fate::LostAnswer,
            3 => Fate::Says(json(500, "")),
            4 => Fate::Says(html(502)),
            5 => Fate::Says(html(403)),
            // Only the server that masks its failures does so.
            6 if self.0.server.borrow().mode == Mode::OneToken => Fate::Says(masked()),
            _ => Fate::Hangs,
        }
    }

    fn latency(&self) -> u64 {
        let executor = &self.0.executor;
        if !executor.chance(*self.0.faults.borrow() / 4) {
            return 1 + executor.pick(200);
        }
        self.0.ledger.borrow_mut().disturb();
        executor.pick(45_000)
    }

    /// The network's part of a call: it goes on while the tab is frozen, and ends when the page aborts.
    async fn carry(self, call: Call, cookies: Cookies, back: oneshot::Sender<Result<Answer, NoAnswer>>) {
        let shared = &self.0;
        shared.executor.sleep(self.latency()).await;
        let fate = self.fate();
        let (mut answer, mut set) = (Err(NoAnswer::Unreachable), None);
        match fate {
            Fate::LostRequest => {}
            Fate::Hangs => shared.executor.sleep(1_000_000).await,
            Fate::Says(said) => answer = Ok(said),
            Fate::Fine | Fate::LostAnswer => {
                let now = shared.executor.now();
                let (said, cookies) = shared.server.borrow_mut().answer(&call, &cookies, now);
                if matches!(fate, Fate::Fine) {
                    (answer, set) = (Ok(said), cookies);
                } else {
                    shared.ledger.borrow_mut().disturb();
                }
            }
        }
        shared.executor.sleep(self.latency()).await;
        if back.is_canceled() {
            if set.is_some() {
                shared.ledger.borrow_mut().disturb();
            }
            return;
        }
        shared.ledger.borrow_mut().note(format!("{} {} -> {answer:?}", shared.executor.now(), call.path));
        if let Some(set) = set {
            // The jar is the browser's: it has the cookies before any page sees the answer.
            *shared.cookies.borrow_mut() =
                Cookies { refresh: set.refresh.or_else(|| keep_refresh(&set, shared)), ..set };
        }
        let _ = back.send(answer);
    }

    /// Another tab's write is seen by `tab`; its listeners run in a task of their own, as the browser's do.
    fn arrive(&self, tab: usize, version: u64, record: &Record) {
        let shared = &self.0;
        if !shared.storage.borrow_mut().arrive(tab, version, record) {
            return;
        }
        let (here, elsewhere) = shared.changed.take().into_iter().partition(|(waiting, _)| *waiting == tab);
        *shared.changed.borrow_mut() = elsewhere;
        let here: Vec<(usize, oneshot::Sender<()>)> = here;
        let heard = shared.heard.borrow()[tab].clone();
        shared.executor.spawn(Some(tab), async move {
            for (_, sender) in here {
                let _ = sender.send(());
            }
            heard();
        });
    }

    pub fn view(&self, tab: usize) -> Record {
        self.0.storage.borrow().view(tab)
    }
}

/// A refresh without rotation leaves the refresh cookie; a sign-out, which sets no access cookie, clears it.
fn keep_refresh(set: &Cookies, shared: &Shared) -> Option<(usize, u64)> {
    set.access.as_ref().and(shared.cookies.borrow().refresh)
}

/// A page's call on its way, also when nobody waits for it any more.
struct Flight {
    browser: Browser,
    tab: usize,
    renewal: Option<Stamp>,
    status: Option<u16>,
}

impl Flight {
    fn depart(browser: &Browser, tab: usize, call: &Call, record: &Record) -> Option<Self> {
        let renewal = record.signed_in().map(|signed_in| signed_in.renewal.clone());
        call.path.starts_with("/test").then(|| {
            browser.0.ledger.borrow_mut().departed(tab, renewal.as_ref());
            Flight { browser: browser.clone(), tab, renewal, status: None }
        })
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.browser.0.ledger.borrow_mut().returned(self.tab, self.renewal.as_ref(), self.status);
    }
}

impl World for Tab {
    type Guard = Held;

    async fn send(&self, call: Call) -> Result<Answer, NoAnswer> {
        let shared = &self.browser.0;
        let cookies = shared.cookies.borrow().clone();
        let (record, now) = (self.load(), shared.executor.now());
        shared.ledger.borrow_mut().sent(self.number, &call, &record, &shared.server.borrow(), &cookies, now);
        let mut flight = Flight::depart(&self.browser, self.number, &call, &record);
        let (back, answer) = oneshot::channel();
        let limit = u64::from(call.limit);
        shared.executor.spawn(None, self.browser.clone().carry(call, cookies, back));
        let answer = match select(answer, pin!(shared.executor.sleep(limit))).await {
            Either::Left((answer, _)) => answer.unwrap_or(Err(NoAnswer::Unreachable)),
            Either::Right(_) => Err(NoAnswer::TimedOut),
        };
        if let Some(flight) = &mut flight {
            flight.status = answer.as_ref().ok().map(|answer| answer.status);
        }
        answer
    }

    async fn lock(&self, name: LockName) -> Option<Granted<Held>> {
        let (contended, granted) = self.browser.0.locks.ask(self.number, name);
        Some(Granted { guard: granted.await.ok()?, contended })
    }

    async fn holder(&self, name: LockName) -> Option<String> {
        self.browser.0.locks.holder(name).map(|tab| tab.to_string())
    }

    fn load(&self) -> Record {
        self.browser.view(self.number)
    }

    fn save(&self, record: &Record) {
        let shared = &self.browser.0;
        let before = self.browser.view(self.number);
        {
            let (server, cookies) = (shared.server.borrow(), shared.cookies.borrow());
            let now = shared.executor.now();
            shared.ledger.borrow_mut().saved(self.number, &before, record, &server, &cookies, now);
        }
        let version = shared.storage.borrow_mut().write(self.number, record);
        for other in (0..shared.tabs).filter(|tab| *tab != self.number) {
            let lag = shared.executor.pick(shared.lag + 1);
            if lag == 0 {
                self.browser.arrive(other, version, record);
                continue;
            }
            let (browser, record) = (self.browser.clone(), record.clone());
            shared.executor.spawn(None, async move {
                browser.0.executor.sleep(lag).await;
                browser.arrive(other, version, &record);
            });
        }
    }

    async fn changed(&self) {
        let (sender, receiver) = oneshot::channel();
        self.browser.0.changed.borrow_mut().push((self.number, sender));
        let _ = receiver.await;
    }

    fn publish(&self, event: Event) {
        let shared = &self.browser.0;
        shared.ledger.borrow_mut().note(format!("tab {} publishes {event:?}", self.number));
    }

    fn stamp(&self) -> Stamp {
        Stamp::new(format!("s{}", self.browser.0.executor.pick(u64::MAX)))
    }

    fn now(&self) -> Millis {
        EPOCH + self.browser.0.executor.now()
    }

    async fn sleep(&self, ms: u32) {
        self.browser.0.executor.sleep(u64::from(ms)).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.browser.0.executor.spawn(Some(self.number), task);
    }
}
