//! The one trait through which the session's core touches anything outside itself.
//! It must not know of browsers: the simulation implements it too.

use std::future::Future;

use super::admission::Permit;
use super::trace::Trace;
use crate::event::Event;
use crate::http::{HttpRequest, NoResponse, Response};
use crate::record::{Millis, Record, Stamp};

/// What the core relies on. Every promise stated here is tested for each implementation.
pub trait Environment: Clone + 'static {
    /// The signed-in user, as the record keeps them.
    type User: Clone + PartialEq + 'static;
    /// A held lock; dropping it releases.
    type Guard: 'static;

    /// Sends with credentials and without the HTTP cache. Settles within `call.limit` ms; dropping the future aborts.
    /// Tells the `permit` when the response's headers are here, which may be long before its body is. No
    /// closure, since each would bring another copy of the whole request into the program: 2.4 KB of brotli for three.
    fn send(&self, call: HttpRequest, permit: Option<&Permit>) -> impl Future<Output = Result<Response, NoResponse>>;
    /// Waits for a lock that all tabs of the origin share, first come, first served; `None` where it can't be had.
    fn lock(&self, name: LockName) -> impl Future<Output = Option<Granted<Self::Guard>>>;
    /// The tab that holds a lock at the moment, where that can be told.
    fn holder(&self, name: LockName) -> impl Future<Output = Option<String>>;
    /// Reads the record; whatever can't be read counts as signed out.
    fn load(&self) -> Record<Self::User>;
    /// Writes the record; where it can't be kept, at least this page remembers it.
    fn save(&self, record: &Record<Self::User>);
    /// Settles when another tab wrote the record.
    fn changed(&self) -> impl Future<Output = ()>;
    /// Nudges every listener of this tab. No task calls this while it holds a lock.
    fn publish(&self, event: Event);
    /// A random mark that was never given out before.
    fn stamp(&self) -> Stamp;
    /// Milliseconds since 1970 by this device's clock, which a person may set.
    fn now(&self) -> Millis;
    /// Settles after `ms` milliseconds.
    fn sleep(&self, ms: u32) -> impl Future<Output = ()>;
    /// Runs `task` on its own: nobody's dropping cancels it.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);
    /// Hears what the core is at. It must not call the core.
    fn trace(&self, _trace: Trace<'_>) {}
}

/// The locks that exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockName {
    /// Held by every call that sets cookies (rule 7).
    Session,
    /// Instead of the first, where a frozen tab holds that one.
    Rescue,
}

/// A lock, and whether somebody else held it when it was asked for.
#[derive(Debug)]
pub struct Granted<G> {
    /// Dropping it releases.
    pub guard: G,
    /// Somebody else held it, so what was read before may be old.
    pub contended: bool,
}
