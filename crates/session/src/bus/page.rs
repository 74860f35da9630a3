//! The page's side of the bus: its listeners, the events that the worker has not echoed yet, and whether the worker
//! works.
//!
//! The page sends each event to the worker in a numbered publication, and the worker echoes the publication to each
//! listener. Each listener has its own bridge, which is a connection to the worker. If the worker is starting, busy or
//! gone, there may be no echo within [`LATE`] milliseconds. Then the page delivers the event itself. So no listener of
//! a visible page waits much longer than [`LATE`] milliseconds. (Browsers delay the timers of hidden pages.) Without a
//! worker, or while the worker counts as dead, the page delivers each event at once.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew_agent::worker::WorkerBridge;

use super::delivery_attributes::{self, Way};
use super::place::{Listener, Place, Subscription};
use super::worker::{Fanout, Publication, WorkerMessage};
use super::worker_start;
use crate::event::Event;

/// If the worker has not echoed an event after this many milliseconds, the page delivers the event. Delivery and
/// rendering together have to take less than 100 ms, so that users perceive the reaction as immediate.
const LATE: u32 = 50;

/// A worker counts as dead if it has sent no message this many milliseconds after its start. It also counts as dead if
/// it has not echoed an event this many milliseconds after the page sent the event. While the worker counts as dead,
/// the page delivers each event at once.
const DEAD: u32 = 2_000;

/// A handle to the event bus of the page. Clones are cheap and refer to the same bus.
#[derive(Clone)]
pub struct Bus {
    inner: Rc<Inner>,
}

/// Who delivers events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The worker is starting. Until it runs, the page delivers each event after a short wait.
    Starting,
    /// The worker runs. If it is late with an event, the page delivers that event.
    Worker,
    /// The worker is missing or does not respond, so the page delivers each event.
    Page,
}

struct Inner {
    /// The first bridge to the worker. The bridges of the listeners are forked from it. Empty if there is no worker.
    line: OnceCell<WorkerBridge<Fanout>>,
    /// Whether the page sends its publications to the worker. `false` if there is no worker. When the worker does not
    /// send an expected message in time, the worker counts as dead, and this becomes `false`. When the worker sends a
    /// message after all, it counts as alive, and this becomes `true` again.
    trusted: Cell<bool>,
    /// The timer that waits [`DEAD`] milliseconds for the first message of a worker that was started. This message
    /// cancels the timer. Empty while no worker is starting.
    starting: RefCell<Option<Timeout>>,
    /// The numbers of the publications whose echo the page still waits for.
    awaited: RefCell<Vec<u32>>,
    /// The number of the last publication that the page delivered because the echo was late. Later echoes of this
    /// publication, and of the earlier ones, are ignored.
    delivered: Cell<u32>,
    /// The places of the listeners, in the order in which the listeners have subscribed. Some places may be free.
    places: RefCell<Vec<Rc<Place>>>,
    last_number: Cell<u32>,
}

impl Bus {
    /// Creates a bus without a worker: the page delivers the events itself.
    pub fn in_page() -> Self {
        let inner = Inner {
            line: OnceCell::new(),
            trusted: Cell::new(false),
            starting: RefCell::new(None),
            awaited: RefCell::default(),
            delivered: Cell::new(0),
            places: RefCell::default(),
            last_number: Cell::new(0),
        };
        Bus { inner: Rc::new(inner) }
    }

    /// Creates a bus with a worker. The address of the worker's script is in the page's element
    /// `<script data-worker="ADDRESS">`. If there is no such element, the bus has no worker.
    pub fn start() -> Self {
        // Outside of a browser (when a page is rendered to text, for example) there is no worker.
        let address = if cfg!(target_arch = "wasm32") { worker_start::address() } else { None };
        address.map_or_else(Bus::in_page, |address| Bus::spawn(&address))
    }

    /// Creates a bus with the worker whose script is at `address`, or a bus without a worker if the worker cannot be
    /// started.
    pub fn spawn(address: &str) -> Self {
        let bus = Bus::in_page();
        let inner = Rc::downgrade(&bus.inner);
        let opened = worker_start::open(address, move |message| {
            if let Some(inner) = inner.upgrade() {
                inner.on_message(message);
            }
        });
        match opened {
            Some(opened) => {
                bus.inner.trusted.set(true);
                let inner = Rc::downgrade(&bus.inner);
                *bus.inner.starting.borrow_mut() = Some(Timeout::new(DEAD, move || give_up(&inner)));
                // This cannot fail, because the cell is new.
                let _ = bus.inner.line.set(opened);
            }
            None => delivery_attributes::way(Way::Page),
        }
        bus
    }

    /// Sends an event to all listeners of this page. The listeners run after this method has returned.
    pub fn publish(&self, event: Event) {
        let Some(line) = self.inner.line.get().filter(|_| self.inner.trusted.get()) else {
            delivery_attributes::way(Way::Page);
            delivery_attributes::fell_back();
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

    /// Who delivers events at the moment.
    pub fn delivery(&self) -> Delivery {
        if self.inner.starting.borrow().is_some() {
            Delivery::Starting
        } else if self.inner.trusted.get() {
            Delivery::Worker
        } else {
            Delivery::Page
        }
    }

    /// Calls `listener` with every later event, until the subscription is dropped.
    pub fn subscribe(&self, listener: impl Fn(Event) + 'static) -> Subscription {
        let place = self.inner.free_place();
        place.last_before.set(self.inner.last_number.get());
        place.listener.replace(Some(Rc::new(listener)));
        Subscription::of(place)
    }
}

impl PartialEq for Bus {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Inner {
    /// Handles a message of the worker. Any message shows that the worker is alive.
    fn on_message(&self, message: WorkerMessage) {
        if let WorkerMessage::Echo(Publication { number, .. }) = message {
            self.awaited.borrow_mut().retain(|awaited| *awaited != number);
        }
        self.mark_alive();
    }

    fn mark_alive(&self) {
        if self.starting.take().is_some() || !self.trusted.replace(true) {
            delivery_attributes::way(Way::Worker);
        }
    }

    /// Delivers an event to all listeners without the worker.
    fn deliver(self: &Rc<Self>, event: Event) {
        for listener in self.places.borrow().iter().filter_map(|place| place.listener()) {
            deliver_soon(Rc::downgrade(self), listener, event);
        }
    }

    /// Returns a free place for a listener that comes after all others.
    ///
    /// The listeners of a page are usually the last ones that have subscribed, so the next page takes their places. Its
    /// listeners then need no new bridges, and the worker has nothing to do while the page sends its request. This also
    /// saves memory, because yew-agent 0.5 never removes a closed bridge from its table of bridges.
    fn free_place(self: &Rc<Self>) -> Rc<Place> {
        let mut places = self.places.borrow_mut();
        // The worker sends an echo to the oldest bridge first. In a free place before another listener, the new
        // listener would receive events before that listener. So such a place is removed, and its bridge is closed.
        let end = places.iter().rposition(|place| !place.is_free()).map_or(0, |last| last + 1);
        let after = places.split_off(end);
        places.retain(|place| !place.is_free());
        places.extend(after);
        if let Some(free) = places.iter().find(|place| place.is_free()) {
            return free.clone();
        }
        let place = Rc::new_cyclic(|place| Place::new(self.line.get().map(|line| self.bridge(line, place.clone()))));
        places.push(place.clone());
        place
    }

    /// Opens a bridge that delivers the echoes of the worker to the listener in this place.
    fn bridge(self: &Rc<Self>, line: &WorkerBridge<Fanout>, place: Weak<Place>) -> WorkerBridge<Fanout> {
        let bus = Rc::downgrade(self);
        line.fork(Some(move |message| {
            let (Some(inner), Some(place)) = (bus.upgrade(), place.upgrade()) else { return };
            inner.mark_alive();
            if let WorkerMessage::Echo(Publication { number, event }) = message
                && number > inner.delivered.get().max(place.last_before.get())
                && let Some(listener) = place.listener()
            {
                deliver_soon(bus.clone(), listener, event);
            }
        }))
    }
}

/// The page calls this [`LATE`] milliseconds after it has sent `publication` to the worker. Does nothing if the worker
/// has echoed the publication. Otherwise, delivers the event of the publication. If the echo is still missing [`DEAD`]
/// milliseconds after the page has sent the publication, marks the worker as dead.
fn deliver_late(bus: &Weak<Inner>, publication: Publication) {
    let Some(inner) = bus.upgrade() else { return };
    if !inner.awaited.borrow().contains(&publication.number) {
        return;
    }
    inner.delivered.set(publication.number);
    inner.deliver(publication.event);
    let bus = bus.clone();
    let check = move || {
        let missing = bus.upgrade().is_some_and(|inner| inner.awaited.borrow().contains(&publication.number));
        if missing {
            give_up(&bus);
        }
    };
    Timeout::new(DEAD - LATE, check).forget();
}

/// Marks the worker as dead. Until the worker's next message, the page delivers new events itself, without waiting. No
/// earlier event is lost, because [`deliver_late`] delivers each event that the page sent to the worker and that did
/// not come back.
fn give_up(bus: &Weak<Inner>) {
    let Some(inner) = bus.upgrade() else { return };
    inner.trusted.set(false);
    delivery_attributes::way(Way::Page);
    // The timer in `starting` may be calling this function now. Dropping a timer also frees its closure, which must not
    // happen while the closure runs. So the timer is dropped at the end of this function.
    let starting = inner.starting.take();
    inner.awaited.borrow_mut().retain(|number| {
        let late = *number <= inner.delivered.get();
        if late {
            delivery_attributes::fell_back();
        }
        !late
    });
    drop(starting);
}

/// Calls this listener in a new task, unless it is dropped before. A direct call would not be safe. During a delivery,
/// yew-agent 0.5 borrows its table of bridges, and it panics if a listener subscribes during this time. The code that
/// publishes an event may also hold a borrow that a listener needs.
fn deliver_soon(bus: Weak<Inner>, listener: Weak<Listener>, event: Event) {
    spawn_local(async move {
        // The bus may have been dropped after this task was started. Then no listener receives the event any more.
        if let (Some(_bus), Some(listener)) = (bus.upgrade(), listener.upgrade()) {
            listener(event);
        }
    });
}
