//! The idle time-out in a run: what the pages and the device do, and what is checked twice a second.

use std::rc::Rc;

use evergreen_session::{Client, LastUse};

use super::browser::{Browser, EPOCH, Tab};
use super::plan::{ACTIONS_END, Action, Kind, Plan};
use super::run::Run;
use crate::protocol::Companion;

/// How often a page finds out whether the session is idle, in ms.
const TICK: u64 = 1_000;
/// How long after the last action the pages still find out whether the session is idle, in ms. By then, every session
/// has ended.
const AFTERWARDS: u64 = 120_000;

/// Adds an idle time-out to a plan, and what users and the device do about it. The times are random, and many are close
/// to the end of a time-out. The plan's other random numbers do not change.
pub fn plan(plan: &mut Plan, fault_level: u32) {
    let mut rng = fastrand::Rng::with_seed(plan.rng_seed ^ 0x1d1e);
    plan.idle = rng.u32(5..30);
    let timeout = u64::from(plan.idle) * 1_000;
    let mut at = rng.u64(0..timeout);
    while at < ACTIONS_END {
        let kind = match rng.u32(0..12) {
            0 => Kind::LongUse(rng.u64(0..2 * timeout)),
            1 if fault_level >= 2 => Kind::Sleep(rng.u64(0..2 * timeout)),
            2 if fault_level >= 2 => Kind::Freeze(rng.u64(0..2 * timeout)),
            3 if fault_level >= 3 => Kind::SetClock(if rng.bool() { 2 } else { -2 }),
            4 => Kind::SignIn(rng.u64(0..2)),
            _ => Kind::Use,
        };
        plan.actions.push(Action { at, tab: rng.usize(0..plan.tabs), kind });
        at += match rng.u32(0..4) {
            0 => timeout - rng.u64(0..100),
            1 => timeout + rng.u64(0..3_000),
            2 => rng.u64(0..500),
            _ => rng.u64(0..timeout),
        };
    }
}

impl Run {
    /// Lets a tab that was opened find out every second whether the session is idle, as a page does.
    pub(super) fn begin_idle_checks(&self, tab: usize, client: &Client<Companion, Tab>) {
        if self.idle == 0 {
            return;
        }
        client.set_idle_timeout(self.idle);
        let shared = &self.browser.0;
        let hearing = client.clone();
        shared.use_listeners.borrow_mut()[tab] = Rc::new(move || {
            hearing.check_idle();
        });
        let (client, executor, end) = (client.clone(), shared.executor.clone(), self.actions_end + AFTERWARDS);
        shared.executor.spawn(Some(tab), async move {
            while executor.now() < end {
                client.check_idle();
                executor.sleep(TICK).await;
            }
        });
        if shared.asleep_since.get().is_some() {
            shared.executor.freeze(tab);
        }
        if !shared.executor.is_frozen(tab) {
            shared.checker.borrow_mut().tab_woke(tab);
        }
    }

    /// Turns the time-outs off, so that the last check may take longer.
    pub(super) fn end_idle_timeouts(&self) {
        self.clients.borrow().iter().flatten().for_each(|client| client.set_idle_timeout(0));
    }

    /// Called before the browser freezes or closes a page. A browser tells the page before it does this, and the page
    /// then saves the last use.
    pub(super) fn leave_page(&self, tab: usize) {
        let client = self.clients.borrow()[tab].clone();
        if let Some(client) = client.filter(|_| self.idle > 0 && !self.browser.0.executor.is_frozen(tab)) {
            client.save_use();
        }
        self.browser.0.checker.borrow_mut().tab_sleeps(tab);
    }

    /// Lets a frozen tab continue, unless the device sleeps.
    pub(super) fn wake(&self, tab: usize) {
        if self.browser.0.asleep_since.get().is_some() {
            return;
        }
        self.browser.0.executor.thaw(tab);
        self.browser.0.checker.borrow_mut().tab_woke(tab);
    }

    /// Uses the app in a tab, as soon as the tab runs.
    pub(super) fn use_app(self: &Rc<Self>, tab: usize) {
        let (client, this) = (self.client(tab), self.clone());
        self.browser.0.executor.spawn(Some(tab), async move {
            let before = client.record();
            client.used();
            this.note_use(tab, &before, &client);
        });
    }

    /// Uses the app in a tab for `time` ms. The time in which the tab is frozen does not count as use.
    pub(super) fn use_app_for(self: &Rc<Self>, tab: usize, time: u64) {
        let (client, this) = (self.client(tab), self.clone());
        let executor = self.browser.0.executor.clone();
        self.browser.0.executor.spawn(Some(tab), async move {
            let end = executor.now() + time;
            while executor.now() < end {
                let before = client.record();
                let in_use = client.in_use();
                client.check_idle();
                this.note_use(tab, &before, &client);
                // The use ends before each pause, because the tab may be frozen during the pause. If the use continued,
                // the client would count the time in which the tab was frozen as use, but the checker would not.
                drop(in_use);
                executor.sleep(500).await;
            }
        });
    }

    fn note_use(&self, tab: usize, before: &crate::protocol::Record, client: &Client<Companion, Tab>) {
        let (Some(before), after) = (before.signed_in(), client.record()) else { return };
        if after.signed_in().is_some_and(|after| after.session == before.session) {
            self.browser.0.checker.borrow_mut().app_used(tab, &before.session);
        }
    }

    /// Lets the device sleep: no tab runs, and the monotonic clock stands still.
    pub(super) async fn sleep_device(&self, time: u64) {
        let shared = &self.browser.0;
        if shared.asleep_since.get().is_some() {
            return;
        }
        shared.asleep_since.set(Some(shared.executor.now()));
        let tabs = self.clients.borrow().len();
        for tab in 0..tabs {
            self.leave_page(tab);
            shared.executor.freeze(tab);
            shared.checker.borrow_mut().tab_frozen(tab);
        }
        shared.executor.sleep(time).await;
        shared.asleep_since.take();
        shared.slept.set(shared.slept.get() + time);
        (0..tabs).for_each(|tab| self.wake(tab));
    }

    /// Checks twice a second what must hold in each tab.
    pub(super) fn watch_idle(self: &Rc<Self>) {
        if self.idle == 0 {
            return;
        }
        let (this, executor) = (self.clone(), self.browser.0.executor.clone());
        let end = self.actions_end + AFTERWARDS;
        self.browser.0.executor.spawn(None, async move {
            while executor.now() < end {
                executor.sleep(TICK / 2).await;
                let clients = this.clients.borrow().clone();
                let written = this.browser.0.storage.borrow().written().clone();
                let mut checker = this.browser.0.checker.borrow_mut();
                for (tab, client) in clients.iter().enumerate() {
                    if let Some(client) = client {
                        checker.check_idle_tab(tab, &client.record(), &written);
                    }
                }
            }
        });
    }
}

impl Browser {
    /// Delivers the time of the last use to all tabs except `writer`, to each after a random time.
    pub fn propagate_use(&self, writer: Option<usize>, version: u64, used: Option<&LastUse>) {
        let shared = &self.0;
        let tabs = shared.use_listeners.borrow().len();
        for tab in (0..tabs).filter(|tab| Some(*tab) != writer) {
            let lag = shared.executor.random_below(shared.lag + 1);
            let (browser, used) = (self.clone(), used.cloned());
            shared.executor.spawn(None, async move {
                if lag > 0 {
                    browser.0.executor.sleep(lag).await;
                }
                if browser.0.uses.borrow_mut().deliver(tab, version, &used) {
                    let listener = browser.0.use_listeners.borrow()[tab].clone();
                    browser.0.executor.spawn(Some(tab), async move { listener() });
                }
            });
        }
    }

    /// Converts `at`, a time that the device's clock showed, to the time since the run began. The result is correct
    /// only if nobody has set the clock.
    pub fn time_of(at: u64) -> u64 {
        at.saturating_sub(EPOCH)
    }
}
