//! The idle time-out in a browser: what counts as use of the app, and when to find out whether the time-out is over
//! (rule 16). If it is over when the page wakes up, the page is invisible until it shows the sign-in form.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_timers::callback::Interval;
use web_sys::{Document, Event};

use super::api::Api;
use super::curtain::{Redraw, set_invisible};
use crate::client::IdleState;
use crate::client::environment::Environment;
use crate::protocol::Protocol;
use crate::record::{Millis, Stamp};

/// How often a page finds out whether the session is idle, in milliseconds. A page that was visible when the device
/// fell asleep gets no event when the device wakes up. So this is the longest time for which it can look as before.
const TICK: u32 = 1_000;

/// What an event says.
#[derive(Clone, Copy)]
enum Sign {
    /// A person uses the app.
    Use,
    /// The page is scrolled, by a person or by a program.
    Scroll,
    /// The page is hidden or visible now, or it runs again after it was frozen.
    Shown,
    /// The browser freezes the page: no code of the page runs until the page is resumed.
    Frozen,
    /// The browser closes the page, or puts it into the back/forward cache.
    Closed,
}

/// The events that the window receives, and what they say. Not every event bubbles, for example `scroll` does not. In
/// the capture phase, the window receives all of them.
const EVENTS: [(&str, Sign); 12] = [
    ("pointermove", Sign::Use),
    ("pointerdown", Sign::Use),
    ("keydown", Sign::Use),
    ("input", Sign::Use),
    ("wheel", Sign::Use),
    ("touchstart", Sign::Use),
    ("scroll", Sign::Scroll),
    (FOCUS, Sign::Use),
    ("visibilitychange", Sign::Shown),
    ("resume", Sign::Shown),
    ("freeze", Sign::Frozen),
    ("pagehide", Sign::Closed),
];

/// The listener for this event is not in the capture phase. So it hears that the window gets the focus, but not that an
/// element gets it, because a program may move the focus from one element to another.
const FOCUS: &str = "focus";

/// A use such as scrolling causes many events. Only one of them is noted in this time, in milliseconds.
const ENOUGH: Millis = 250;

/// A scroll counts as use only in this time after another use, in milliseconds. A person begins to scroll with the wheel,
/// a key, a pointer or a finger, which is a use, and the scroll counts as long as it goes on. A page that scrolls by
/// itself, for example because a message has arrived, is not used.
const GOES_ON: Millis = 1_000;

/// A scroll that goes on counts for this time at most, in milliseconds. Otherwise, a page that scrolls by itself all the
/// time would be used for ever.
const LONGEST_SCROLL: Millis = 10_000;

/// Watches the page until the result is dropped. `None` outside of a page, and if there is no idle time-out.
pub(super) fn listen<P: Protocol>(api: &Api<P>) -> Option<impl Sized + use<P>> {
    if !api.has_idle_timeout() {
        return None;
    }
    let window = web_sys::window()?;
    let watch = Rc::new(Watch {
        api: api.clone(),
        document: window.document()?,
        used_at: Cell::new(0),
        acted_at: Cell::new(0),
        left: RefCell::default(),
        over: Cell::default(),
        frozen: Cell::default(),
        covering: Rc::default(),
        redraw: Redraw::default(),
    });
    watch.check();
    let ticking = watch.clone();
    let tick = Interval::new(TICK, move || ticking.tick());
    // One closure for all events makes the program smaller.
    let events = EVENTS.map(|(name, sign)| {
        let watch = watch.clone();
        let phase = if name == FOCUS { EventListenerPhase::Bubble } else { EventListenerPhase::Capture };
        let options = EventListenerOptions { phase, passive: true };
        EventListener::new_with_options(&window, name, options, move |event| watch.on(event, sign))
    });
    Some((tick, events))
}

struct Watch<P: Protocol> {
    api: Api<P>,
    document: Document,
    /// When the last use was noted, by the device's clock.
    used_at: Cell<Millis>,
    /// When the last use was noted that was no scroll, by the device's clock.
    acted_at: Cell<Millis>,
    /// The session of the record when the page was left. `None` if nobody was signed in, or if the page is visible.
    left: RefCell<Option<Stamp>>,
    /// Whether the time-out was over when that was last checked.
    over: Cell<bool>,
    /// Whether the page is invisible because it was frozen.
    frozen: Cell<bool>,
    /// Whether the page is invisible until its components have rendered.
    covering: Rc<Cell<bool>>,
    redraw: Redraw,
}

impl<P: Protocol> Watch<P> {
    fn on(&self, event: &Event, sign: Sign) {
        match sign {
            // A script can dispatch events, too, but only those of a person are trusted.
            Sign::Use if event.is_trusted() => {
                self.acted_at.set(self.api.env().now());
                self.used();
            }
            Sign::Scroll if self.goes_on() => self.used(),
            Sign::Use | Sign::Scroll => {}
            Sign::Shown if !self.document.hidden() => self.come_back(),
            Sign::Shown => self.leave(),
            Sign::Frozen => {
                self.leave();
                // The browser may show what it has painted last before the page can run again.
                self.frozen.set(true);
                set_invisible(true);
            }
            Sign::Closed => self.api.save_use(),
        }
    }

    /// Finds out whether the session is idle. If the time-out is over, the page is invisible until it shows the form.
    fn check(&self) {
        let over = self.api.check_idle() == IdleState::Ended;
        if !self.over.replace(over) && over {
            self.cover();
        }
    }

    /// Does every second what is due. A visible page comes back here, too, so that it does not stay invisible if the
    /// browser has not said that the page runs again.
    fn tick(&self) {
        if self.document.hidden() {
            self.check();
        } else {
            self.come_back();
        }
    }

    /// Whether a scroll continues what a person has begun.
    fn goes_on(&self) -> bool {
        let now = self.api.env().now();
        now.abs_diff(self.used_at.get()) < GOES_ON && now.abs_diff(self.acted_at.get()) < LONGEST_SCROLL
    }

    fn used(&self) {
        let now = self.api.env().now();
        // The clock may have been set back since then.
        if now.abs_diff(self.used_at.get()) >= ENOUGH {
            self.used_at.set(now);
            self.check();
            self.api.used();
        }
    }

    /// Saves the last use of the app, and remembers the session that is signed in. This is called when the page is
    /// hidden or frozen, and when it runs again and is still hidden.
    fn leave(&self) {
        self.api.save_use();
        let mut left = self.left.borrow_mut();
        if left.is_none() {
            *left = self.api.session();
        }
    }

    /// Finds out whether the session is idle or has changed. If the page was frozen, makes it visible now or after its
    /// components have rendered. This is called when the page is visible again, and every second while it is visible.
    fn come_back(&self) {
        let left = self.left.take();
        self.check();
        // Another tab may have ended the session while this page missed the events.
        if left.is_some() && left != self.api.session() {
            self.cover();
        }
        if self.frozen.take() && !self.covering.get() {
            set_invisible(false);
        }
    }

    fn cover(&self) {
        set_invisible(true);
        self.covering.set(true);
        let covering = self.covering.clone();
        let done = move || {
            if covering.replace(false) {
                set_invisible(false);
            }
        };
        self.redraw.run(&self.api, Rc::new(done));
    }
}
