//! The idle time-out in a browser: what counts as use of the app, and when to find out whether the time-out is over
//! (rule 16). If it is over when the page wakes up, the page is invisible until it shows the sign-in form.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Interval;

use super::api::Api;
use super::curtain::{Redraw, set_invisible};
use crate::client::IdleState;
use crate::protocol::Protocol;
use crate::record::{Millis, Stamp};

/// How often a page finds out whether the session is idle, in milliseconds. A page that was visible when the device fell
/// asleep gets no event when the device wakes up. So this is the longest time for which it can look as before.
const TICK: u32 = 1_000;

/// The events of a person who uses the app, at the window. Most of them come often, so one of them is enough in
/// [`ENOUGH`] milliseconds.
const USES: [&str; 7] = ["pointermove", "pointerdown", "keydown", "input", "wheel", "touchstart", "scroll"];

/// See [`USES`].
const ENOUGH: Millis = 250;

/// Watches the page until the result is dropped. `None` outside of a page, and if there is no idle time-out.
pub(super) fn listen<P: Protocol>(api: &Api<P>) -> Option<impl Sized + use<P>> {
    if !api.has_idle_timeout() {
        return None;
    }
    let window = web_sys::window()?;
    let document = window.document()?;
    let watch = Rc::new(Watch {
        api: api.clone(),
        used_at: Cell::new(0),
        left: RefCell::default(),
        over: RefCell::default(),
        covering: Rc::default(),
        redraw: Redraw::default(),
    });
    watch.check();
    let ticking = watch.clone();
    let tick = Interval::new(TICK, move || ticking.check());
    let uses = USES.map(|name| {
        let watch = watch.clone();
        // Not every event bubbles, for example `scroll` does not. In this phase, the window receives them all.
        let options = EventListenerOptions::run_in_capture_phase();
        EventListener::new_with_options(&window, name, options, move |event| {
            // A script can dispatch events, too, but only those of a person are trusted.
            if event.is_trusted() {
                watch.used();
            }
        })
    });
    let focus = watch.clone();
    let focus = EventListener::new(&window, "focus", move |_| {
        focus.check();
        focus.used();
    });
    let written = watch.clone();
    let written = EventListener::new(&window, "storage", move |event| {
        if written.api.is_last_use(event) {
            written.check();
        }
    });
    let changes = [("visibilitychange", false), ("freeze", true), ("resume", false)].map(|(name, freezes)| {
        let (watch, document) = (watch.clone(), document.clone());
        EventListener::new(&document.clone(), name, move |_| {
            if freezes || document.hidden() {
                watch.leave(freezes);
            } else {
                watch.come_back();
            }
        })
    });
    let closed = watch;
    let closed = EventListener::new(&window, "pagehide", move |_| closed.api.save_use());
    Some((tick, uses, focus, written, changes, closed))
}

struct Watch<P: Protocol> {
    api: Api<P>,
    /// When the last use was noted, by the monotonic clock.
    used_at: Cell<Millis>,
    /// The session of the record when the page was left. `None` if nobody was signed in, or if the page is visible.
    left: RefCell<Option<Stamp>>,
    /// The session for whose end the page was made invisible.
    over: RefCell<Option<Stamp>>,
    /// Whether the page is invisible until its components have rendered.
    covering: Rc<Cell<bool>>,
    redraw: Redraw,
}

impl<P: Protocol> Watch<P> {
    /// Finds out whether the session is idle. If the time-out is over, the page is invisible until it shows the form.
    fn check(&self) {
        let session = self.api.known_session();
        if self.api.check_idle() == IdleState::Ended && self.over.replace(session.clone()) != session {
            self.cover();
        }
    }

    fn used(&self) {
        let now = self.api.monotonic();
        if now.saturating_sub(self.used_at.get()) >= ENOUGH {
            self.used_at.set(now);
            self.check();
            self.api.used();
        }
    }

    /// The page is hidden by another tab, or the browser `freezes` it.
    fn leave(&self, freezes: bool) {
        self.api.save_use();
        *self.left.borrow_mut() = self.api.session();
        if freezes {
            // The browser may show what it has painted last before the page can run again.
            set_invisible(true);
        }
    }

    /// The page is visible again, or runs again.
    fn come_back(&self) {
        let left = self.left.take();
        self.check();
        // Another tab may have ended the session while this page missed the events.
        if left.is_some() && left != self.api.session() {
            self.cover();
        }
        if !self.covering.get() {
            set_invisible(false);
        }
    }

    fn cover(&self) {
        set_invisible(true);
        self.covering.set(true);
        let covering = self.covering.clone();
        self.redraw.run(&self.api, move || {
            if covering.replace(false) {
                set_invisible(false);
            }
        });
    }
}
