//! The simulated environment of the clients: one browser with its tabs, cookies, locks and storage. It reports to the
//! [`Checker`] the requests, locks, saves, events and refreshes of the tabs.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::pin;
use std::rc::Rc;

use crate::protocol::{Record, User};
use evergreen_session::client::Permit;
use evergreen_session::environment::{Environment, Granted, LockName};
use evergreen_session::trace::{Operation, Step, Trace};
use evergreen_session::{Event, HttpRequest, LastUse, Millis, NoResponse, Response, Stamp};
use futures_channel::oneshot;
use futures_util::future::{Either, select};

use super::checker::{Checker, Snapshot};
use super::events::Events;
use super::executor::Executor;
use super::in_flight::InFlight;
use super::locks::{Held, Locks};
use super::server::{Cookies, Server};
use super::storage::Storage;

/// The time that the device's clock shows when a run begins, in ms since 1970.
pub const EPOCH: u64 = 1_700_000_000_000;

/// The browser. All tabs share it, and all clones are the same browser.
#[derive(Clone)]
pub struct Browser(pub Rc<Shared>);

pub struct Shared {
    pub executor: Executor,
    /// `None` if the browser has no Web Locks.
    pub locks: Option<Locks>,
    /// Contains an entry for each tab that has ever held a lock: the time at which the tab got the lock, and the task
    /// that requested the lock. A tab can hold the session lock and the rescue lock at the same time. In this case, its
    /// entry is about the lock that it got first. The entry is not removed when the tab releases its locks. So use the
    /// entry only while `Browser::holds` returns true for the tab.
    pub holding: RefCell<BTreeMap<usize, (u64, Option<u64>)>>,
    pub server: RefCell<Server>,
    pub cookies: RefCell<Cookies>,
    /// If not 0, each refresh fails after about this many milliseconds.
    pub failing_refreshes: Cell<u64>,
    /// Whether the browser keeps the server's cookies.
    pub cookies_kept: bool,
    pub storage: RefCell<Storage<Record>>,
    /// When the app was last used, as the tabs share it.
    pub uses: RefCell<Storage<Option<LastUse>>>,
    pub checker: RefCell<Checker>,
    pub events: RefCell<Events>,
    /// For each task that waits for a write of another tab: the number of the task's tab, and the sender that wakes the
    /// task.
    pub changed: RefCell<Vec<(usize, oneshot::Sender<()>)>>,
    /// A write to the storage reaches the other tabs within this many milliseconds.
    pub lag: u64,
    /// The percentage of requests that meet a fault. It is set to 0 when the faults of the plan end.
    pub faults: Cell<u64>,
    /// How far the device's clock is ahead of the real time, in ms. The number is negative if the clock is behind.
    pub clock: Cell<i64>,
    /// How long the device has slept so far, in ms. The monotonic clock stands still while it sleeps.
    pub slept: Cell<u64>,
    /// The time at which the device began to sleep, if it sleeps.
    pub asleep_since: Cell<Option<u64>>,
    /// One listener for each tab. The listener of a tab is called when the tab sees a write of another tab, or sees
    /// that the storage was cleared.
    pub listeners: RefCell<Vec<Rc<dyn Fn()>>>,
    /// Like `listeners`, for the writes that say when the app was last used.
    pub use_listeners: RefCell<Vec<Rc<dyn Fn()>>>,
}

/// One tab of the browser. It is the environment of the tab's client.
#[derive(Clone)]
pub struct Tab {
    pub browser: Browser,
    pub number: usize,
}

impl Browser {
    pub fn view(&self, tab: usize) -> Record {
        self.0.storage.borrow().view(tab)
    }

    /// Delivers a write to all tabs except `writer`, to each after a random time. `writer` is `None` if no tab wrote,
    /// because the user cleared the storage.
    pub fn propagate(&self, writer: Option<usize>, version: u64, record: &Record) {
        let shared = &self.0;
        let tabs = shared.listeners.borrow().len();
        for tab in (0..tabs).filter(|tab| Some(*tab) != writer) {
            let lag = shared.executor.random_below(shared.lag + 1);
            if lag == 0 {
                self.deliver(tab, version, record);
                continue;
            }
            let (browser, record) = (self.clone(), record.clone());
            shared.executor.spawn(None, async move {
                browser.0.executor.sleep(lag).await;
                browser.deliver(tab, version, &record);
            });
        }
    }

    /// Delivers a write to `tab`, and runs the listener of the tab in a new task, as a browser does. Does nothing if
    /// the tab has already seen this write or a later one.
    fn deliver(&self, tab: usize, version: u64, record: &Record) {
        let shared = &self.0;
        if !shared.storage.borrow_mut().deliver(tab, version, record) {
            return;
        }
        let (here, elsewhere) = shared.changed.take().into_iter().partition(|(waiting, _)| *waiting == tab);
        *shared.changed.borrow_mut() = elsewhere;
        let here: Vec<(usize, oneshot::Sender<()>)> = here;
        let listener = shared.listeners.borrow()[tab].clone();
        let browser = self.clone();
        shared.executor.spawn(Some(tab), async move {
            for (_, sender) in here {
                let _ = sender.send(());
            }
            listener();
            browser.look_again(tab);
        });
    }

    /// Returns the time since which the tab has held at least one lock without a pause. Returns `None` if the tab holds
    /// no lock.
    pub fn holds_since(&self, tab: usize) -> Option<u64> {
        let (since, _) = self.0.holding.borrow().get(&tab).copied()?;
        self.holds(tab).then_some(since)
    }

    /// Returns whether this tab holds a lock that was requested by the task that is running now.
    fn task_holds(&self, tab: usize) -> bool {
        let task = self.0.holding.borrow().get(&tab).and_then(|(_, task)| *task);
        self.holds(tab) && task.is_some() && task == self.0.executor.running()
    }

    fn holds(&self, tab: usize) -> bool {
        let Some(locks) = &self.0.locks else { return false };
        [LockName::Session, LockName::Rescue].into_iter().any(|name| locks.holder(name) == Some(tab))
    }
}

impl Environment for Tab {
    type User = User;
    /// `None` if the browser has no Web Locks. Then every request for a lock is granted at once.
    type Guard = Option<Held>;

    async fn send(&self, call: HttpRequest, permit: Option<&Permit>) -> Result<Response, NoResponse> {
        let shared = &self.browser.0;
        let record = self.load();
        let mut request = InFlight::start(&self.browser, self.number, &call, &record);
        let (head_back, status) = oneshot::channel();
        let (back, answer) = oneshot::channel();
        let limit = u64::from(call.limit);
        shared.executor.spawn(None, self.browser.clone().transmit(call, head_back, back));
        let whole = async {
            if let Ok(status) = status.await {
                request.headers_received(status);
                if let Some(permit) = permit {
                    permit.answered(status);
                }
            }
            answer.await.unwrap_or(Err(NoResponse::Unreachable))
        };
        let answer = match select(pin!(whole), pin!(shared.executor.sleep(limit))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(NoResponse::TimedOut),
        };
        request.complete(&answer);
        answer
    }

    async fn read_stream(&self, call: HttpRequest, piece: &dyn Fn(&[u8])) -> Result<Response, NoResponse> {
        self.browser.read_stream(self.number, call, piece).await
    }

    async fn lock(&self, name: LockName) -> Option<Granted<Option<Held>>> {
        let Some(locks) = &self.browser.0.locks else {
            return Some(Granted { guard: None, contended: false });
        };
        let (contended, granted) = locks.ask(self.number, name);
        let guard = granted.await.ok()?;
        if name == LockName::Events {
            // The checks of locks are about the requests that set cookies.
            return Some(Granted { guard: Some(guard), contended });
        }
        let shared = &self.browser.0;
        shared.checker.borrow_mut().lock_granted(self.number, name, contended);
        let other = if name == LockName::Session { LockName::Rescue } else { LockName::Session };
        // The entry in `holding` is about the lock that the tab got first. So if the tab already holds the other lock,
        // the entry stays as it is.
        if locks.holder(other) != Some(self.number) {
            shared.holding.borrow_mut().insert(self.number, (shared.executor.now(), shared.executor.running()));
        }
        Some(Granted { guard: Some(guard), contended })
    }

    async fn holder(&self, name: LockName) -> Option<String> {
        self.browser.0.locks.as_ref()?.holder(name).map(|tab| tab.to_string())
    }

    fn load(&self) -> Record {
        self.browser.view(self.number)
    }

    fn save(&self, record: &Record) {
        let shared = &self.browser.0;
        let before = self.load();
        {
            let (server, cookies) = (shared.server.borrow(), shared.cookies.borrow());
            let written = shared.storage.borrow().written().clone();
            let snapshot = Snapshot { server: &server, cookies: &cookies, written, now: shared.executor.now() };
            let holds = self.browser.holds_since(self.number).is_some();
            shared.checker.borrow_mut().record_saved(self.number, &before, record, &snapshot, holds);
        }
        let version = shared.storage.borrow_mut().write(Some(self.number), record);
        self.browser.propagate(Some(self.number), version, record);
    }

    async fn changed(&self) {
        let (sender, receiver) = oneshot::channel();
        self.browser.0.changed.borrow_mut().push((self.number, sender));
        let _ = receiver.await;
    }

    fn publish(&self, event: Event) {
        let holds = self.browser.task_holds(self.number);
        self.browser.0.checker.borrow_mut().event_published(self.number, event, holds);
        let (browser, tab) = (self.browser.clone(), self.number);
        if browser.0.checker.borrow().has_events() {
            self.spawn(async move { browser.look_again(tab) });
        }
    }

    fn stamp(&self) -> Stamp {
        Stamp::new(format!("s{}", self.browser.0.executor.unique()))
    }

    fn now(&self) -> Millis {
        (EPOCH + self.browser.0.executor.now()).saturating_add_signed(self.browser.0.clock.get())
    }

    fn monotonic(&self) -> Millis {
        let shared = &self.browser.0;
        shared.asleep_since.get().unwrap_or_else(|| shared.executor.now()) - shared.slept.get()
    }

    fn last_use(&self) -> Option<LastUse> {
        self.browser.0.uses.borrow().view(self.number)
    }

    fn save_last_use(&self, used: &LastUse) {
        let version = self.browser.0.uses.borrow_mut().write(Some(self.number), &Some(used.clone()));
        self.browser.propagate_use(Some(self.number), version, Some(used));
    }

    async fn sleep(&self, ms: u32) {
        self.browser.0.executor.sleep(u64::from(ms)).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.browser.0.executor.spawn(Some(self.number), task);
    }

    fn trace(&self, trace: Trace<'_>) {
        if let Step::Stream(step) = trace.step {
            return self.browser.stream_traced(self.number, step);
        }
        let mut checker = self.browser.0.checker.borrow_mut();
        match trace.step {
            Step::Begun(Operation::Refresh) => checker.refresh_begins(self.number, trace.operation),
            Step::Over(_) => checker.refresh_ends(self.number, trace.operation, self.browser.0.executor.now()),
            _ => {}
        }
    }
}
