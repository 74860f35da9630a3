//! The environment of these tests: one tab that has a real connection to the companion server and keeps its record in
//! memory.

use crate::protocol::{Companion, Credentials, Record, SignedIn, State, User};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use evergreen_backend::{Config, Server};
use evergreen_session::client::Permit;
use evergreen_session::environment::{Environment, Granted, LockName};
use evergreen_session::trace::Trace;
use evergreen_session::{
    Body, Client, Error, Event, Following, HttpRequest, LastUse, Method, Millis, NoResponse, Response, Stamp,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// The refresh endpoint, in the notation of `Server::fault`.
pub const REFRESH: &str = "POST /api/auth/refreshtoken";

/// Returns how many refreshes the server has received since its list of requests was cleared.
pub fn refreshes(server: &Server) -> usize {
    server.count("POST", "/api/auth/refreshtoken")
}

/// Returns how many sign-outs the server has received since its list of requests was cleared.
pub fn sign_outs(server: &Server) -> usize {
    server.count("POST", "/api/auth/signout")
}

/// The environment of one tab. All clones share one state.
#[derive(Clone)]
pub struct Native {
    api: String,
    http: Rc<RefCell<reqwest::Client>>,
    record: Rc<RefCell<Record>>,
    /// The lock of each name.
    locks: [Arc<Mutex<()>>; 3],
    stamps: Rc<Cell<u32>>,
    /// The durations of all waits that the client has started, in ms.
    waits: Rc<RefCell<Vec<u32>>>,
    /// The duration of each wait is divided by this number.
    speed: Rc<Cell<u32>>,
    /// How far the clock was set forward, in ms.
    ahead: Rc<Cell<Millis>>,
    trace: Rc<RefCell<Vec<String>>>,
    last_use: Rc<RefCell<Option<LastUse>>>,
    /// The last event that the client has published.
    event: Rc<Cell<Option<Event>>>,
    /// What the visible page holds. `None` if it is hidden.
    following: Rc<RefCell<Option<Following>>>,
}

impl Native {
    fn new(api: String) -> Self {
        Native {
            record: Rc::new(RefCell::new(Record::signed_out(&api))),
            http: Rc::new(RefCell::new(reqwest::Client::builder().cookie_store(true).build().unwrap())),
            locks: Default::default(),
            stamps: Rc::default(),
            waits: Rc::default(),
            speed: Rc::new(Cell::new(1)),
            ahead: Rc::default(),
            trace: Rc::default(),
            last_use: Rc::default(),
            event: Rc::default(),
            following: Rc::default(),
            api,
        }
    }

    /// Drops all cookies of this tab. `kept` says whether the tab keeps the cookies that the server sets later.
    pub fn lose_cookies(&self, kept: bool) {
        *self.http.borrow_mut() = reqwest::Client::builder().cookie_store(kept).build().unwrap();
    }

    /// Sets the clock forward by `ms` milliseconds, as if the tab had been frozen for this time.
    pub fn skip(&self, ms: Millis) {
        self.ahead.set(self.ahead.get() + ms);
    }

    /// Returns a copy of the record that was saved last.
    pub fn stored(&self) -> Record {
        self.record.borrow().clone()
    }

    /// Replaces the stored record, as another tab would. The client does not learn of the change before it reads the
    /// record.
    pub fn store(&self, record: Record) {
        *self.record.borrow_mut() = record;
    }

    /// Makes the last refresh in the record a day older. This changes nothing at the server.
    pub fn age_record_by_a_day(&self) {
        self.alter(|signed_in| signed_in.renewed_at -= 24 * 3_600_000);
    }

    /// Changes the session in the record, as another tab would. Panics if no user is signed in.
    pub fn alter(&self, change: impl FnOnce(&mut SignedIn)) {
        self.alter_record(|record| {
            let State::SignedIn(signed_in) = &mut record.state else { panic!("nobody is signed in: {record:?}") };
            change(signed_in);
        });
    }

    /// Changes the record, as another tab would.
    pub fn alter_record(&self, change: impl FnOnce(&mut Record)) {
        let mut record = self.stored();
        change(&mut record);
        self.store(record);
    }

    /// Stores that the app was used in another tab, `ago` milliseconds ago. Panics if no user is signed in.
    pub fn use_in_another_tab(&self, ago: Millis) {
        let session = self.stored().signed_in().expect("a session").session.clone();
        self.save_last_use(&LastUse { session, at: self.now() - ago });
    }

    /// Shows the page, which then follows the events of the session, or hides it.
    pub fn show(&self, client: &Client<Companion, Native>, shown: bool) {
        *self.following.borrow_mut() = shown.then(|| client.follow_events());
    }

    /// Returns the last event that the client has published.
    pub fn last_event(&self) -> Option<Event> {
        self.event.get()
    }

    /// Makes all waits of the client `speed` times shorter, so that a test of a time-out is fast. The limits of
    /// requests stay the same.
    pub fn speed_up(&self, speed: u32) {
        self.speed.set(speed);
    }

    /// Returns the trace of the client: one line for each step.
    pub fn traced(&self) -> Vec<String> {
        self.trace.borrow().clone()
    }

    /// Returns how often the client started a wait of `ms` milliseconds.
    pub fn waits_of(&self, ms: u32) -> usize {
        self.waits.borrow().iter().filter(|wait| **wait == ms).count()
    }
}

impl Environment for Native {
    type User = User;
    type Guard = OwnedMutexGuard<()>;

    async fn send(&self, call: HttpRequest, permit: Option<&Permit>) -> Result<Response, NoResponse> {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Patch => reqwest::Method::PATCH,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let http = self.http.borrow().clone();
        let mut request = http.request(method, format!("{}{}", self.api, call.path));
        request = request.timeout(Duration::from_millis(u64::from(call.limit)));
        if let Some(kind) = call.content_type() {
            request = request.header("Content-Type", kind);
        }
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        request = match call.body {
            Body::Empty | Body::Form(_) | Body::Blob(_) => request,
            Body::Text(_, text) => request.body(text),
            Body::Bytes(_, bytes) => request.body(bytes),
        };
        let why =
            |error: reqwest::Error| if error.is_timeout() { NoResponse::TimedOut } else { NoResponse::Unreachable };
        let response = request.send().await.map_err(why)?;
        let status = response.status().as_u16();
        if let Some(permit) = permit {
            permit.answered(status);
        }
        let mut read = Response::new(status);
        for (name, value) in response.headers() {
            read = read.with_header(name.as_str(), value.to_str().unwrap_or_default());
        }
        Ok(read.with_body(response.bytes().await.map_err(why)?))
    }

    async fn read_stream(&self, call: HttpRequest, piece: &dyn Fn(&[u8])) -> Result<Response, NoResponse> {
        let request = self.http.borrow().get(format!("{}{}", self.api, call.path));
        let limit = Duration::from_millis(u64::from(call.limit));
        let sent = tokio::time::timeout(limit, request.header("Accept", "text/event-stream").send()).await;
        let mut response = sent.map_err(|_| NoResponse::TimedOut)?.map_err(|_| NoResponse::Unreachable)?;
        let read = Response::new(response.status().as_u16());
        let kind = response.headers().get("Content-Type").and_then(|kind| kind.to_str().ok());
        if read.status != 200 || kind != Some("text/event-stream") {
            return Ok(read.with_body(response.bytes().await.map_err(|_| NoResponse::Unreachable)?));
        }
        piece(&[]);
        while let Some(bytes) = response.chunk().await.map_err(|_| NoResponse::Unreachable)? {
            piece(&bytes);
        }
        Ok(read)
    }

    async fn lock(&self, name: LockName) -> Option<Granted<Self::Guard>> {
        let lock = self.locks[name as usize].clone();
        Some(Granted { guard: lock.lock_owned().await, contended: false })
    }

    async fn holder(&self, _: LockName) -> Option<String> {
        None
    }

    fn load(&self) -> Record {
        self.stored()
    }

    fn save(&self, record: &Record) {
        self.store(record.clone());
    }

    async fn changed(&self) {
        std::future::pending().await
    }

    fn publish(&self, event: Event) {
        self.event.set(Some(event));
        if let Some(following) = &*self.following.borrow() {
            following.look_again();
        }
    }

    fn stamp(&self) -> Stamp {
        self.stamps.set(self.stamps.get() + 1);
        Stamp::new(self.stamps.get().to_string())
    }

    fn now(&self) -> Millis {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as Millis + self.ahead.get()
    }

    fn last_use(&self) -> Option<LastUse> {
        self.last_use.borrow().clone()
    }

    fn save_last_use(&self, used: &LastUse) {
        *self.last_use.borrow_mut() = Some(used.clone());
    }

    async fn sleep(&self, ms: u32) {
        self.waits.borrow_mut().push(ms);
        tokio::time::sleep(Duration::from_millis(u64::from(ms)) / self.speed.get()).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        tokio::task::spawn_local(task);
    }

    fn trace(&self, trace: Trace<'_>) {
        self.trace.borrow_mut().push(format!("{trace:?}"));
    }
}

/// Signs in as the demo user `user`, with this password.
pub async fn sign_in(client: &Client<Companion, Native>, password: &str) -> Result<(), Error> {
    client.sign_in(Credentials { username: "user".to_owned(), password: password.to_owned() }).await
}

/// Starts a server for this test, and runs `test` with a client that is not signed in.
pub fn signed_out(config: Config, test: impl AsyncFnOnce(Client<Companion, Native>, Native, Server)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let server = Server::start(config).await.unwrap();
        let native = Native::new(server.api());
        test(Client::new(native.clone()), native, server).await;
    });
}

/// Starts a server for this test, signs in, and runs `test`. The server's list of requests is empty when `test` begins.
pub fn signed_in(config: Config, test: impl AsyncFnOnce(Client<Companion, Native>, Native, Server)) {
    signed_out(config, async |client, native, server| {
        sign_in(&client, "evergreen").await.unwrap();
        server.clear_requests();
        test(client, native, server).await;
    });
}

/// Returns a client of the same server with cookies and a record of its own: another browser. `user` is signed in.
pub async fn another_browser(server: &Server) -> Client<Companion, Native> {
    let client = Client::new(Native::new(server.api()));
    sign_in(&client, "evergreen").await.unwrap();
    client
}

/// Waits until `condition` returns true. Other tasks run meanwhile. Panics after 20 s, with `what` in the message.
pub async fn until(what: &str, condition: impl Fn() -> bool) {
    let wait = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap_or_else(|_| panic!("{what} did not happen"));
}
