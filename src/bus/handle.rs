//! The bus as the page holds it: who listens, what was published and not yet heard back, and whether the worker lives.
//! It must not lose an event for want of a worker: what the worker does not echo in time, the page delivers itself.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew_agent::worker::WorkerBridge;

use super::event::Event;
use super::line;
use super::mark::{self, Way};
use super::worker::{Fanout, Publication, Word};

/// How long the worker may take to start, and to echo a publication, in ms.
const PATIENCE: u32 = 2_000;

/// A cheap handle on the page's one bus.
#[derive(Clone)]
pub struct Bus {
    inner: Rc<Inner>,
}

/// Hears events for as long as it is kept.
#[must_use = "a subscription hears nothing once it is dropped"]
pub struct Subscription {
    bus: Weak<Inner>,
    number: u32,
    /// Its own line to the worker, so that listeners depend on nothing but the worker.
    _bridge: Option<WorkerBridge<Fanout>>,
}

type Listener = Rc<dyn Fn(Event)>;

struct Inner {
    /// The line that all others are forked from. Empty where the worker could not be started.
    line: OnceCell<WorkerBridge<Fanout>>,
    /// Whether the worker is trusted to deliver: until it fails to answer in time, and again as soon as it speaks.
    trusted: Cell<bool>,
    /// Runs from the start until the worker's first word.
    starting: RefCell<Option<Timeout>>,
    /// Said to the worker and not heard back yet.
    awaited: RefCell<BTreeMap<u32, (Event, Timeout)>>,
    listeners: RefCell<BTreeMap<u32, Listener>>,
    last_number: Cell<u32>,
}

impl Bus {
    /// A bus that delivers in the page alone, for where there is no worker.
    pub fn in_page() -> Self {
        let inner = Inner {
            line: OnceCell::new(),
            trusted: Cell::new(false),
            starting: RefCell::new(None),
            awaited: RefCell::new(BTreeMap::new()),
            listeners: RefCell::new(BTreeMap::new()),
            last_number: Cell::new(0),
        };
        Bus { inner: Rc::new(inner) }
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
                *bus.inner.starting.borrow_mut() = Some(Timeout::new(PATIENCE, move || give_up(&inner)));
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
            self.inner.deliver(event);
            return;
        };
        let number = self.inner.number();
        let inner = Rc::downgrade(&self.inner);
        let late = Timeout::new(PATIENCE, move || give_up(&inner));
        self.inner.awaited.borrow_mut().insert(number, (event, late));
        line.send(Publication { number, event });
    }

    /// Calls `listener` with every event from now on, until the subscription is dropped.
    pub fn subscribe(&self, listener: impl Fn(Event) + 'static) -> Subscription {
        let number = self.inner.number();
        self.inner.listeners.borrow_mut().insert(number, Rc::new(listener));
        let bus = Rc::downgrade(&self.inner);
        let bridge = self.inner.line.get().map(|line| {
            let bus = bus.clone();
            line.fork(Some(move |word| {
                if let Some(inner) = bus.upgrade() {
                    inner.lives();
                }
                if let Word::Heard(Publication { event, .. }) = word {
                    tell_soon(bus.clone(), vec![number], event);
                }
            }))
        });
        Subscription { bus, number, _bridge: bridge }
    }
}

impl PartialEq for Bus {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(bus) = self.bus.upgrade() {
            // Taken out before it is dropped: the listener may hold what wants the bus when it goes.
            let listener = bus.listeners.borrow_mut().remove(&self.number);
            drop(listener);
        }
    }
}

impl Inner {
    fn number(&self) -> u32 {
        let number = self.last_number.get().wrapping_add(1);
        self.last_number.set(number);
        number
    }

    /// The worker said something on the first line.
    fn spoken(&self, word: Word) {
        if let Word::Heard(Publication { number, .. }) = word {
            self.awaited.borrow_mut().remove(&number);
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
        mark::way(Way::Page);
        mark::fell_back();
        let numbers = self.listeners.borrow().keys().copied().collect();
        tell_soon(Rc::downgrade(self), numbers, event);
    }
}

/// The worker did not speak in time. All that it still owes is delivered in the page; should the worker deliver it as
/// well, listeners read the record once more and find it as it was.
fn give_up(bus: &Weak<Inner>) {
    let Some(inner) = bus.upgrade() else { return };
    inner.trusted.set(false);
    mark::way(Way::Page);
    // Kept until here, so that the timer that runs is not dropped in the midst of the borrow.
    let starting = inner.starting.take();
    let awaited = inner.awaited.take();
    for (event, _) in awaited.values() {
        inner.deliver(*event);
    }
    drop((starting, awaited));
}

/// Calls these listeners, as far as they still listen, in a task of its own: yew-agent holds its table of bridges
/// borrowed while it delivers, and panics where a listener subscribes then (as of 0.5), and a publisher may
/// hold things borrowed too.
fn tell_soon(bus: Weak<Inner>, numbers: Vec<u32>, event: Event) {
    spawn_local(async move {
        for number in numbers {
            let Some(inner) = bus.upgrade() else { return };
            let listener = inner.listeners.borrow().get(&number).cloned();
            if let Some(listener) = listener {
                listener(event);
            }
        }
    });
}
