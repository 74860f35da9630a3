//! The browser as the core's environment. It makes no decisions about the session.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_futures::spawn_local;

use super::address::is_below;
use super::blocked_requests::blocked_call;
use super::connection::Connection;
use super::event_stream;
use super::http;
use super::storage::Store;
use super::storage_event::is_record;
use super::web_locks::{self, Refused, WebLock};
use crate::bus::Bus;
use crate::client::environment::{Environment, Granted, LockName};
use crate::client::trace::Trace;
use crate::client::{LastUse, Permit};
use crate::event::Event;
use crate::http::{HttpRequest, NoResponse, Response};
use crate::protocol::Protocol;
use crate::record::{Millis, Record, Stamp};

/// The environment of one page. Clones are cheap and share all state.
pub struct Browser<P: Protocol>(Rc<Inner<P>>);

impl<P: Protocol> Clone for Browser<P> {
    fn clone(&self) -> Self {
        Browser(self.0.clone())
    }
}

struct Inner<P: Protocol> {
    bus: Bus,
    store: Store<P>,
    /// Whether the browser granted the last lock that was requested. Until a lock is requested for the first time, this
    /// says whether the browser has Web Locks.
    locks: Cell<bool>,
    connection: Connection,
    /// The addresses of the requests that the page's content security policy has blocked.
    blocked: Rc<RefCell<Vec<String>>>,
    _violations: Option<EventListener>,
    /// Receives each step of the core. Empty if nobody listens.
    listener: OnceCell<Box<Listener>>,
}

type Listener = dyn Fn(Trace<'_>);

impl<P: Protocol> Browser<P> {
    /// Creates the environment for the API base `api`. The environment publishes its events on `bus`.
    pub fn new(api: &str, bus: Bus) -> Self {
        let blocked = Rc::<RefCell<Vec<String>>>::default();
        let seen = blocked.clone();
        let document = web_sys::window().and_then(|window| window.document());
        let violations = document.map(|document| {
            EventListener::new(&document, "securitypolicyviolation", move |event| {
                if let Some(address) = blocked_call(event)
                    && !seen.borrow().contains(&address)
                {
                    seen.borrow_mut().push(address);
                }
            })
        });
        let connection = Connection::new(bus.clone());
        Browser(Rc::new(Inner {
            bus,
            store: Store::new(api),
            locks: Cell::new(web_locks::has_locks()),
            connection,
            blocked,
            _violations: violations,
            listener: OnceCell::new(),
        }))
    }

    /// Passes each step of the core to `listener`. Only the first call has an effect.
    #[cfg(feature = "trace")]
    pub fn traced(self, listener: impl Fn(Trace<'_>) + 'static) -> Self {
        // `set` fails only if an earlier call has set a listener. That listener stays, so the error is ignored.
        let _ = self.0.listener.set(Box::new(listener));
        self
    }

    /// Whether the record is in the memory of this page only.
    pub(super) fn volatile(&self) -> bool {
        self.0.store.is_volatile()
    }

    /// The bus on which this environment publishes events.
    pub(super) fn bus(&self) -> &Bus {
        &self.0.bus
    }

    /// Whether a `storage` event means that another tab wrote or deleted this record, or cleared the storage.
    pub(super) fn is_record(&self, event: &web_sys::Event) -> bool {
        is_record(event, self.0.store.key())
    }

    fn api(&self) -> &str {
        self.0.store.api()
    }

    /// Whether the server cannot be reached, as far as this page knows.
    pub(super) fn is_offline(&self) -> bool {
        self.0.connection.is_lost()
    }

    /// Whether Web Locks work here, as far as this page knows. Only then can tabs wait for each other.
    pub(super) fn locks(&self) -> bool {
        self.0.locks.get()
    }

    async fn why_unreachable(&self) -> NoResponse {
        // If the content security policy blocked the request, the event about this may arrive only after the request
        // has failed. So wait for the event first.
        TimeoutFuture::new(0).await;
        if self.0.blocked.borrow().iter().any(|address| is_below(address, self.api())) {
            return NoResponse::Blocked;
        }
        self.0.connection.set_lost(true);
        if web_sys::window().is_some_and(|window| !window.navigator().on_line()) {
            NoResponse::Offline
        } else {
            NoResponse::Unreachable
        }
    }
}

impl<P: Protocol> Environment for Browser<P> {
    type User = P::User;
    /// `None` if the browser has no Web Locks or denies them.
    type Guard = Option<WebLock>;

    async fn send(&self, call: HttpRequest, permit: Option<&Permit>) -> Result<Response, NoResponse> {
        let head = |status| {
            self.0.connection.set_lost(false);
            if let Some(permit) = permit {
                permit.answered(status);
            }
        };
        // The page's script may have sent a request before the program started. This request is called the early
        // request. If `call` has no permit and has the address of the early request, `http::send` may use the response
        // to the early request. A call with a permit belongs to a session. The session may have changed since the early
        // request was sent, so a call with a permit never uses that response.
        match http::send(self.api(), &call, permit.is_none(), head).await {
            Err(NoResponse::Unreachable) => Err(self.why_unreachable().await),
            result => result,
        }
    }

    async fn read_stream(&self, call: HttpRequest, piece: &dyn Fn(&[u8])) -> Result<Response, NoResponse> {
        let opened = Cell::new(false);
        let hear = |bytes: &[u8]| {
            if !opened.replace(true) {
                self.0.connection.set_lost(false);
            }
            piece(bytes);
        };
        match event_stream::read_stream(self.api(), &call, &hear).await {
            // A proxy may cut a stream, so the end of a stream says nothing about the server.
            Err(NoResponse::Unreachable) if !opened.get() => Err(self.why_unreachable().await),
            result => result,
        }
    }

    async fn lock(&self, name: LockName) -> Option<Granted<Option<WebLock>>> {
        // The browser may refuse one lock and grant the next one. So each lock is requested, even after a refusal.
        let granted = if web_locks::has_locks() {
            web_locks::lock(&web_locks::name(name, self.api())).await
        } else {
            Err(Refused)
        };
        self.0.locks.set(granted.is_ok());
        Some(match granted {
            Ok((lock, contended)) => Granted { guard: Some(lock), contended },
            // The browser has no Web Locks, or has refused this lock. So this tab does not wait for other tabs. The
            // tasks of this tab still wait for each other, because the core also has a mutex of its own.
            Err(Refused) => Granted { guard: None, contended: false },
        })
    }

    async fn holder(&self, name: LockName) -> Option<String> {
        web_locks::lock_holder(&web_locks::name(name, self.api())).await
    }

    fn load(&self) -> Record<P::User> {
        self.0.store.load()
    }

    fn save(&self, record: &Record<P::User>) {
        self.0.store.save(record);
    }

    async fn changed(&self) {
        let Some(window) = web_sys::window() else {
            return std::future::pending().await;
        };
        let (sender, receiver) = oneshot::channel();
        let mut sender = Some(sender);
        let key = self.0.store.key().to_owned();
        let _listener = EventListener::new(&window, "storage", move |event| {
            if is_record(event, &key)
                && let Some(sender) = sender.take()
            {
                // Sending fails only if the receiver was dropped. Then nobody waits for the event any more, so the
                // error is ignored.
                let _ = sender.send(());
            }
        });
        // This waits until the listener calls `send`. The result is always `Ok`, so it is ignored. The receiver would
        // return an error only if the sender were dropped without sending. This cannot happen here: the listener owns
        // the sender until it calls `send`, and the listener lives until this function ends.
        let _ = receiver.await;
    }

    fn publish(&self, event: Event) {
        self.0.bus.publish(event);
    }

    fn stamp(&self) -> Stamp {
        let mut bytes = [0_u8; 12];
        let crypto = web_sys::window().and_then(|window| window.crypto().ok());
        if crypto.is_none_or(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_err()) {
            // The secure random numbers of the browser are not available. A stamp is not a secret, so the weaker random
            // numbers of `Math.random` are enough.
            bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
        }
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        Stamp::new(digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect::<String>())
    }

    fn now(&self) -> Millis {
        js_sys::Date::now() as Millis
    }

    fn monotonic(&self) -> Millis {
        web_sys::window()
            .and_then(|window| window.performance())
            .map_or_else(|| self.now(), |clock| clock.now() as Millis)
    }

    fn last_use(&self) -> Option<LastUse> {
        self.0.store.last_use()
    }

    fn save_last_use(&self, used: &LastUse) {
        self.0.store.save_last_use(used);
    }

    async fn sleep(&self, ms: u32) {
        TimeoutFuture::new(ms).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        spawn_local(task);
    }

    fn trace(&self, trace: Trace<'_>) {
        if let Some(listener) = self.0.listener.get() {
            listener(trace);
        }
    }
}
