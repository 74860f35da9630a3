//! The bus as the page holds it: who listens, what was published and not yet heard back, and whether the worker lives.
//!
//! Every event goes to the worker, which echoes it to each listener. What the worker has not echoed within [`LATE`] ms, since
//! it is starting, busy or gone, the page delivers itself, so that navigation and guard always react at once.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew_agent::worker::WorkerBridge;

use super::line;
use super::mark::{self, Way};
use super::worker::{Fanout, Publication, Word};
use crate::event::Event;

/// What the worker has not echoed within this, in ms, the page delivers. With the time to draw the page it has to stay
/// below 100 ms, up to which people take a reaction for immediate.
const LATE: u32 = 50;

/// A worker that has not started within this, in ms, or has not echoed a publication, is waited for no more.
const DEAD: u32 = 2_000;

/// A cheap handle on the page's one bus.
#[derive(Clone)]
pub struct Bus {
    inner: Rc<Inner>,
}

/// Who delivers events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The worker, as soon as it has started.
    Starting,
    /// The worker.
    Worker,
    /// The page itself: the worker is missing or silent.
    Page,
}

/// Hears events for as long as it is kept.
#[must_use = "a subscription hears nothing once it is dropped"]
pub struct Subscription {
    _listener: Rc<Listener>,
    /// Its own line to the worker, so that listeners depend on nothing but the worker.
    _bridge: Option<WorkerBridge<Fanout>>,
}

type Listener = dyn Fn(Event);

struct Inner {
    /// The line that all others are forked from. Empty where the worker could not be started.
    line: OnceCell<WorkerBridge<Fanout>>,
    /// Whether publications go to the worker: until it counts as dead, and again as soon as it speaks.
    trusted: Cell<bool>,
    /// Runs from the start until the worker's first word.
    starting: RefCell<Option<Timeout>>,
    /// The numbers of what was said to the worker and not heard back yet.
    awaited: RefCell<Vec<u32>>,
    /// All publications up to this number have been delivered, so that a late echo of one is passed over.
    delivered: Cell<u32>,
    /// Who listens, for as long as their subscription keeps them.
    listeners: RefCell<Vec<Weak<Listener>>>,
    last_number: Cell<u32>,
}

impl Bus {
    /// A bus that delivers in the page alone, for where there is no worker.
    pub fn in_page() -> Self {
        let inner = Inner {
            line: OnceCell::new(),
            trusted: Cell::new(false),
            starting: RefCell::new(None),
            awaited: RefCell::default(),
            delivered: Cell::new(0),
            listeners: RefCell::default(),
            last_number: Cell::new(0),
        };
        Bus { inner: Rc::new(inner) }
    }

    /// A bus with the worker that `boot.js` names, or without where it names none.
    pub fn start() -> Self {
        // Outside a browser, where pages can be rendered to text, nothing is published either.
        let address = if cfg!(target_arch = "wasm32") { line::address() } else { None };
        address.map_or_else(Bus::in_page, |address| Bus::spawn(&address))
    }

    /// A bus with the worker at this address, or without where it can't be started.
    pub fn spawn(address: &str) -> Self {
        let bus = Bus::in_page();
        let inner = Rc::downgrade(&bus.inner);
        let opened = line::open(address, move |word| {
            if let Some(inner) = inner.upgrade() {
                inner.spoken(word);
            }
        });
        match opened {
            Some(opened) => {
                bus.inner.trusted.set(true);
                let inner = Rc::downgrade(&bus.inner);
                *bus.inner.starting.borrow_mut() = Some(Timeout::new(DEAD, move || give_up(&inner)));
                // The cell is new, so it is empty.
                let _ = bus.inner.line.set(opened);
            }
            None => mark::way(Way::Page),
        }
        bus
    }

    /// Tells everyone on this page, soon: no listener runs before this returns.
    pub fn publish(&self, event: Event) {
        let Some(line) = self.inner.line.get().filter(|_| self.inner.trusted.get()) else {
            mark::way(Way::Page);
            mark::fell_back();
            self.inner.deliver(event);
            return;
        };
        let number = self.inner.last_number.get().wrapping_add(1);
        self.inner.last_number.set(number);
        let publication = Publication { number, event };
        self.inner.awaited.borrow_mut().push(number);
        let inner = Rc::downgrade(&self.inner);
        Timeout::new(LATE, move || deliver_late(&inner, publication)).forget();
        line.send(publication);
    }

    /// Who delivers at the moment.
    pub fn delivery(&self) -> Delivery {
        if self.inner.starting.borrow().is_some() {
            Delivery::Starting
        } else if self.inner.trusted.get() {
            Delivery::Worker
        } else {
            Delivery::Page
        }
    }

    /// Calls `listener` with every event from now on, until the subscription is dropped.
    pub fn subscribe(&self, listener: impl Fn(Event) + 'static) -> Subscription {
        let kept: Rc<Listener> = Rc::new(listener);
        let listener = Rc::downgrade(&kept);
        {
            let mut listeners = self.inner.listeners.borrow_mut();
            // Those who are gone would pile up.
            listeners.retain(|listener| listener.strong_count() > 0);
            listeners.push(listener.clone());
        }
        let bus = Rc::downgrade(&self.inner);
        let bridge = self.inner.line.get().map(|line| {
            line.fork(Some(move |word| {
                let Some(inner) = bus.upgrade() else { return };
                inner.lives();
                if let Word::Heard(Publication { number, event }) = word
                    && number > inner.delivered.get()
                {
                    tell_soon(bus.clone(), vec![listener.clone()], event);
                }
            }))
        });
        Subscription { _listener: kept, _bridge: bridge }
    }
}

impl PartialEq for Bus {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Inner {
    /// The worker said something on the first line.
    fn spoken(&self, word: Word) {
        if let Word::Heard(Publication { number, .. }) = word {
            self.awaited.borrow_mut().retain(|awaited| *awaited != number);
        }
        self.lives();
    }

    fn lives(&self) {
        if self.starting.take().is_some() || !self.trusted.replace(true) {
            mark::way(Way::Worker);
        }
    }

    /// Delivers in the page.
    fn deliver(self: &Rc<Self>, event: Event) {
        tell_soon(Rc::downgrade(self), self.listeners.borrow().clone(), event);
    }
}

/// The page delivers what the worker has not echoed by now, and looks later whether it ever did.
fn deliver_late(bus: &Weak<Inner>, publication: Publication) {
    let Some(inner) = bus.upgrade() else { return };
    if !inner.awaited.borrow().contains(&publication.number) {
        return;
    }
    inner.delivered.set(publication.number);
    inner.deliver(publication.event);
    let bus = bus.clone();
    let look = move || {
        let owed = bus.upgrade().is_some_and(|inner| inner.awaited.borrow().contains(&publication.number));
        if owed {
            give_up(&bus);
        }
    };
    Timeout::new(DEAD - LATE, look).forget();
}

/// The worker counts as dead: until it speaks, the page delivers at once. What it still owes was delivered, or will be.
fn give_up(bus: &Weak<Inner>) {
    let Some(inner) = bus.upgrade() else { return };
    inner.trusted.set(false);
    mark::way(Way::Page);
    // Kept until the end, so that the timer that runs is not dropped within the borrow.
    let starting = inner.starting.take();
    inner.awaited.borrow_mut().retain(|number| {
        let late = *number <= inner.delivered.get();
        if late {
            mark::fell_back();
        }
        !late
    });
    drop(starting);
}

/// Calls these listeners, as far as they still listen, in a task of its own: yew-agent holds its table of bridges
/// borrowed while it delivers, and panics where a listener subscribes then (as of 0.5), and a publisher may
/// hold things borrowed too.
fn tell_soon(bus: Weak<Inner>, listeners: Vec<Weak<Listener>>, event: Event) {
    spawn_local(async move {
        for listener in listeners {
            // A bus that is gone by now has nothing to tell any more.
            let Some(_bus) = bus.upgrade() else { return };
            if let Some(listener) = listener.upgrade() {
                listener(event);
            }
        }
    });
}
