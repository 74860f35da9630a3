//! The trait through which the core reaches everything outside of the core. The browser and the simulation implement
//! this trait, so the core also runs outside of a browser.

use std::future::Future;

use super::admission::Permit;
use super::last_use::LastUse;
use super::trace::Trace;
use crate::event::Event;
use crate::http::{HttpRequest, NoResponse, Response};
use crate::record::{Millis, Record, Stamp};

/// What the core needs from outside: HTTP, locks, the stored record, events, random stamps, time and background tasks.
/// One suite (`tests/environment`) tests the implementations of the browser and of the simulation.
pub trait Environment: Clone + 'static {
    /// The user in the record.
    type User: Clone + PartialEq + 'static;
    /// A held lock. Dropping it releases the lock.
    type Guard: 'static;

    /// Sends a request with cookies. The response never comes from the HTTP cache. Resolves within `call.limit`
    /// milliseconds. Dropping the future aborts the request. If there is a `permit`, its method [`Permit::answered`] is
    /// called when the response headers arrive, which may be long before the body.
    ///
    /// `permit` is not a closure, because each closure type would add another copy of the code that sends a request.
    /// Three copies would add 2.4 KB to the compressed program.
    fn send(&self, call: HttpRequest, permit: Option<&Permit>) -> impl Future<Output = Result<Response, NoResponse>>;
    /// Sends a request for a stream of events. If the response has a 2xx status and the content type
    /// `text/event-stream`, calls `piece` without bytes when the headers arrive, and then with each piece of the body.
    /// Resolves at the end of the body, with a response without a body. Any other response is returned whole. The
    /// headers have to arrive within `call.limit` milliseconds; the stream has no limit. Dropping the future closes the
    /// stream.
    fn read_stream(
        &self,
        call: HttpRequest,
        piece: &dyn Fn(&[u8]),
    ) -> impl Future<Output = Result<Response, NoResponse>>;
    /// Waits for a lock that all tabs of the origin share. The lock is granted in the order of the requests for it. An
    /// environment without locks grants each request at once. Returns `None` if the lock cannot be granted.
    fn lock(&self, name: LockName) -> impl Future<Output = Option<Granted<Self::Guard>>>;
    /// Returns the id of the tab that holds the lock at the moment. `None` if no tab holds the lock, or if the holder
    /// cannot be found out.
    fn holder(&self, name: LockName) -> impl Future<Output = Option<String>>;
    /// Reads the record. A record that cannot be read counts as signed out.
    fn load(&self) -> Record<Self::User>;
    /// Writes the record. If the storage refuses the record, this page keeps it in memory.
    fn save(&self, record: &Record<Self::User>);
    /// Resolves when this tab sees that another tab has written the record, or that the storage was cleared.
    fn changed(&self) -> impl Future<Output = ()>;
    /// Sends an event to every listener of this tab. A task must not call this while it holds
    /// [`LockName::Session`] or [`LockName::Rescue`].
    fn publish(&self, event: Event);
    /// Returns a random stamp that was never returned before.
    fn stamp(&self) -> Stamp;
    /// Milliseconds since 1970 by the device's clock, which the user may set.
    fn now(&self) -> Millis;
    /// Milliseconds by a clock that nobody can set. It may stand still while the device sleeps. Its time 0 may be any
    /// moment, so only differences between its times have a meaning. By default, this is the device's clock.
    fn monotonic(&self) -> Millis {
        self.now()
    }
    /// Reads when the app was last used in any tab. `None` if that is not stored. The default stores nothing. Then each
    /// tab knows only its own use.
    fn last_use(&self) -> Option<LastUse> {
        None
    }
    /// Stores when the app was last used, for all tabs.
    fn save_last_use(&self, _used: &LastUse) {}
    /// Resolves after `ms` milliseconds.
    fn sleep(&self, ms: u32) -> impl Future<Output = ()>;
    /// Runs `task` in the background. The task continues even if the future that called this method is dropped.
    fn spawn(&self, task: impl Future<Output = ()> + 'static);
    /// Receives each step of the core, if the feature `trace` is on. An implementation must not call the core.
    fn trace(&self, _trace: Trace<'_>) {}
}

/// The locks that the core uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockName {
    /// A tab holds this lock during each sign-in, refresh and sign-out (rule 7). If a frozen tab holds this lock, the
    /// other tabs use the lock `Rescue` instead.
    Session,
    /// Each sign-in, refresh and sign-out holds this lock while a frozen tab holds the lock `Session`.
    Rescue,
    /// A tab holds this lock while it reads the stream of events, and between two attempts to open it (rule 17). The
    /// tab releases the lock when it is hidden, when the session is over, or when it gives up.
    Events,
}

/// A granted lock.
#[derive(Debug)]
pub struct Granted<G> {
    /// The held lock. Dropping it releases the lock.
    pub guard: G,
    /// Whether another task or tab held the lock when this task requested it. If so, a record that this task read
    /// before it got the lock may be out of date.
    pub contended: bool,
}
