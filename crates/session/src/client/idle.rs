//! The idle time-out: notes that the app is used, asks before the end, and ends the session (rule 16). All tabs share
//! the time of the last use. Requests, refreshes and timers do not count as use.

use std::cell::{Cell, RefCell};

use super::core::Client;
use super::environment::Environment;
use super::idle_state::{IdleState, Moment, idle_state};
use super::last_use::{KnownUse, LastUse};
use super::timing;
use super::trace::{EndStep, Step, Trace};
use crate::event::Event;
use crate::protocol::Protocol;
use crate::record::{Millis, Reason, SignedIn, Stamp};

/// What one tab remembers for the idle time-out.
#[derive(Default)]
pub(super) struct Idle {
    /// The time-out in milliseconds. 0 means that there is none.
    timeout: Cell<Millis>,
    known: RefCell<Option<KnownUse>>,
    /// Whether the last event of this tab said that the warning has begun.
    warned: Cell<bool>,
    /// When a use was traced last, by the monotonic clock.
    traced: Cell<Option<Millis>>,
    /// Whether a task of this tab is about to end the session.
    ending: Cell<bool>,
    /// How many [`InUse`] exist.
    in_use: Cell<usize>,
    /// How many [`Asking`] exist.
    asking: Cell<usize>,
}

/// Counts as continuous use of the app until it is dropped. See [`Client::in_use`].
#[must_use = "the app counts as used only while this is kept"]
pub struct InUse<P, E: Environment>(Client<P, E>);

/// Says that this tab asks the user whether to stay signed in, until it is dropped. See [`Client::ask`].
#[must_use = "the tab counts as asking only while this is kept"]
pub struct Asking<P, E: Environment>(Client<P, E>);

impl<P: Protocol, E: Environment<User = P::User>> Client<P, E> {
    /// Sets the idle time-out in seconds. 0 turns it off, which is the default. If a session is not used for this time
    /// in any tab, it ends with [`Reason::Inactive`], once [`Client::check_idle`] is called. The server does not know
    /// the time-out, so it is a convenience, unless the server has one, too.
    pub fn set_idle_timeout(&self, seconds: u32) {
        self.inner.idle.timeout.set(Millis::from(seconds) * 1_000);
    }

    /// Whether there is an idle time-out.
    pub fn has_idle_timeout(&self) -> bool {
        self.inner.idle.timeout.get() > 0
    }

    /// Whether the session is idle now. This only reads; see [`Client::check_idle`].
    pub fn idle(&self) -> IdleState {
        self.known_record().signed_in().map_or(IdleState::Active, |signed_in| self.idle_of(signed_in))
    }

    /// The session that is signed in. `None` if nobody is, or if the idle time-out is over.
    pub(crate) fn session(&self) -> Option<Stamp> {
        self.record().signed_in().map(|signed_in| signed_in.session.clone())
    }

    /// Finds out whether the session is idle, and does what follows. Publishes [`Event::Idle`] if the warning begins or
    /// is over, and [`Event::Ended`] at the end. The session then ends in the record and at the server. Also saves a
    /// use of the app that is not saved yet. Call this every second, and whenever the page may have slept.
    pub fn check_idle(&self) -> IdleState {
        self.check_idle_after(timing::USE_PAUSE)
    }

    /// Like [`Client::check_idle`], but if a use of the app is not saved yet, this saves it without a pause. Call this
    /// before the browser may freeze or close the page.
    pub fn save_use(&self) {
        self.check_idle_after(0);
    }

    /// Notes that the user does something in this tab, such as typing. This has no effect if nobody is signed in, if
    /// the time-out is over, or while this tab [asks](Client::ask).
    pub fn used(&self) {
        if self.inner.idle.asking.get() == 0 {
            self.stay();
        }
    }

    /// Like [`Client::used`], but also while this tab asks. This is the answer to the question, and ends the question
    /// in all tabs.
    pub fn stay(&self) {
        // The time-out may be over since a moment ago, although nothing has noticed it: the device may have slept.
        if self.has_idle_timeout() && self.check_idle() != IdleState::Ended {
            if let Some(known) = self.inner.idle.known.borrow_mut().as_mut() {
                known.used(self.moment());
            }
            self.check_idle();
        }
    }

    /// Counts as continuous use of the app until the result is dropped, for example while a video is playing. The end
    /// is precise to a second, because each call of [`Client::check_idle`] notes the use.
    ///
    /// ```no_run
    /// use evergreen_session::{Protocol, use_api};
    /// use yew::prelude::*;
    ///
    /// #[component]
    /// fn Film<P: Protocol>() -> Html {
    ///     let api = use_api::<P>();
    ///     // The component keeps the use while the film plays. If the component is removed, the use ends, too.
    ///     let playing = use_mut_ref(|| None);
    ///     let onplay = {
    ///         let playing = playing.clone();
    ///         move |_| *playing.borrow_mut() = Some(api.in_use())
    ///     };
    ///     let onpause = move |_| *playing.borrow_mut() = None;
    ///     html! { <video src="film.mp4" controls=true {onplay} {onpause} /> }
    /// }
    /// ```
    pub fn in_use(&self) -> InUse<P, E> {
        self.used();
        let count = &self.inner.idle.in_use;
        count.set(count.get() + 1);
        InUse(self.clone())
    }

    /// Call this when the question whether to stay signed in appears in this tab. Until the result is dropped, only an
    /// answer counts as use in this tab ([`Client::stay`]). Otherwise a pointer that somebody bumps would close the
    /// question unread.
    pub fn ask(&self) -> Asking<P, E> {
        let count = &self.inner.idle.asking;
        count.set(count.get() + 1);
        Asking(self.clone())
    }

    /// Notes that a user signs in now, which is the first use of the new session. Call this before the record shows the
    /// session. Otherwise, a tab could assume that the first use was at the time at which the sign-in was sent.
    pub(super) fn begin_use(&self, session: &Stamp) {
        if self.has_idle_timeout() {
            let now = self.moment();
            self.env().save_last_use(&LastUse { session: session.clone(), at: now.wall });
            *self.inner.idle.known.borrow_mut() = Some(KnownUse::new(session.clone(), Some(now.wall), 0, now));
        }
    }

    /// Whether the session is idle now. Reads the last use in any tab.
    pub(super) fn idle_of(&self, signed_in: &SignedIn<P::User>) -> IdleState {
        let timeout = self.inner.idle.timeout.get();
        if timeout == 0 {
            return IdleState::Active;
        }
        let now = self.moment();
        let stored = self.env().last_use().filter(|used| used.session == signed_in.session).map(|used| used.at);
        let mut known = self.inner.idle.known.borrow_mut();
        if known.as_ref().is_none_or(|known| !known.is_of(&signed_in.session)) {
            // If no use was stored, the last refresh is the best guess.
            *known = Some(KnownUse::new(signed_in.session.clone(), stored, signed_in.renewed_at, now));
        }
        known.as_mut().map_or(IdleState::Active, |known| {
            known.read(stored, now);
            idle_state(now, known.moment(), timeout)
        })
    }

    fn check_idle_after(&self, pause: Millis) -> IdleState {
        let idle = &self.inner.idle;
        let record = self.known_record();
        let mut state = IdleState::Active;
        if let Some(signed_in) = record.signed_in() {
            state = self.idle_of(signed_in);
            if state == IdleState::Ended {
                self.end_idle(signed_in);
            } else if let Some(known) = idle.known.borrow_mut().as_mut() {
                if idle.in_use.get() > 0 {
                    known.used(self.moment());
                    state = IdleState::Active;
                }
                // A short time-out needs more precise times.
                let now = self.moment();
                if let Some(used) = known.take_unsaved(now, pause.min(idle.timeout.get() / 20)) {
                    self.env().save_last_use(&used);
                    // A use that the storage has lost is saved again, but it is not a new use.
                    if now.wall.saturating_sub(used.at) <= timing::USE_PAUSE {
                        self.trace_use();
                    }
                }
            }
        }
        let warns = matches!(state, IdleState::Warning { .. });
        if idle.warned.replace(warns) != warns {
            if state != IdleState::Ended {
                self.trace_end(if warns { EndStep::IdleWarning } else { EndStep::IdleWarningOver });
            }
            self.env().publish(Event::Idle);
        }
        state
    }

    /// Waits until an idle session has ended in the record, which is a moment after this tab has noticed the end. A
    /// sign-in must not take this session for one that is still signed in.
    pub(super) async fn end_of_idle_session(&self) {
        while self.check_idle() == IdleState::Ended {
            self.env().sleep(timing::SETTLE).await;
        }
    }

    /// Ends the session because of inactivity. This tab counts the session as over at once ([`Client::record`]). The
    /// record is changed a little later: a tab that was frozen may see an old time of the last use at first.
    fn end_idle(&self, signed_in: &SignedIn<P::User>) {
        if self.inner.idle.ending.replace(true) {
            return;
        }
        self.trace_end(EndStep::IdleEnd);
        self.env().publish(Event::Ended);
        let (client, session) = (self.clone(), signed_in.session.clone());
        self.env().spawn(async move {
            client.env().sleep(timing::SETTLE_CONTENDED).await;
            client.inner.idle.ending.set(false);
            let record = client.known_record();
            match record.signed_in().filter(|now| now.session == session) {
                Some(now) if client.idle_of(now) == IdleState::Ended => {
                    client.sign_out_because(Some(Reason::Inactive));
                }
                // Another tab has ended the session or was used meanwhile.
                _ => client.env().publish(Event::Changed),
            }
        });
    }

    fn trace_use(&self) {
        let now = self.env().monotonic();
        let traced = &self.inner.idle.traced;
        if traced.get().is_none_or(|at| now.saturating_sub(at) >= timing::USE_TRACE) {
            traced.set(Some(now));
            self.trace_end(EndStep::Use);
        }
    }

    /// Traces a step on the way to the end of the session.
    pub(crate) fn trace_end(&self, step: EndStep) {
        // Without the feature `trace`, the compiler removes all tracing.
        if cfg!(feature = "trace") {
            self.env().trace(Trace { operation: 0, step: Step::Ending(step) });
        }
    }

    fn moment(&self) -> Moment {
        Moment { wall: self.env().now(), monotonic: self.env().monotonic() }
    }
}

impl<P, E: Environment> Drop for InUse<P, E> {
    fn drop(&mut self) {
        let count = &self.0.inner.idle.in_use;
        count.set(count.get() - 1);
    }
}

impl<P, E: Environment> Drop for Asking<P, E> {
    fn drop(&mut self) {
        let count = &self.0.inner.idle.asking;
        count.set(count.get() - 1);
    }
}
