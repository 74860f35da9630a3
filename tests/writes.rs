//! The core over real HTTP, against the companion server: a write is executed once, whatever happens on the way.
//! It must not repeat what the simulation proves about tabs.
#![cfg(not(target_arch = "wasm32"))]

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use evergreen::api::world::{Answer, Call, Granted, LockName, NoAnswer, World};
use evergreen::api::{Client, Credentials, Error, Method, Request, Trouble};
use evergreen::bus::Event;
use evergreen::session::{Millis, Record, Stamp};
use evergreen_backend::{Config, Fault, Server, Times};
use serde::Deserialize;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// One tab over a real connection; its storage is this memory.
#[derive(Clone)]
struct Native {
    api: String,
    http: reqwest::Client,
    record: Rc<RefCell<Record>>,
    lock: std::sync::Arc<Mutex<()>>,
    stamps: Rc<std::cell::Cell<u32>>,
}

impl World for Native {
    type Guard = OwnedMutexGuard<()>;

    async fn send(&self, call: Call) -> Result<Answer, NoAnswer> {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.http.request(method, format!("{}{}", self.api, call.path));
        request = request.timeout(Duration::from_millis(u64::from(call.limit)));
        if let Some(body) = call.body {
            request = request.header("Content-Type", "application/json").body(body);
        }
        let why = |error: reqwest::Error| if error.is_timeout() { NoAnswer::TimedOut } else { NoAnswer::Unreachable };
        let response = request.send().await.map_err(why)?;
        let status = response.status().as_u16();
        let body = response.text().await.map_err(why)?;
        Ok(Answer { status, html: false, retry_after: None, body })
    }

    async fn lock(&self, _: LockName) -> Option<Granted<Self::Guard>> {
        Some(Granted { guard: self.lock.clone().lock_owned().await, contended: false })
    }

    async fn holder(&self, _: LockName) -> Option<String> {
        None
    }

    fn load(&self) -> Record {
        self.record.borrow().clone()
    }

    fn save(&self, record: &Record) {
        *self.record.borrow_mut() = record.clone();
    }

    async fn changed(&self) {
        std::future::pending().await
    }

    fn publish(&self, _: Event) {}

    fn stamp(&self) -> Stamp {
        self.stamps.set(self.stamps.get() + 1);
        Stamp::new(self.stamps.get().to_string())
    }

    fn now(&self) -> Millis {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as Millis
    }

    async fn sleep(&self, ms: u32) {
        tokio::time::sleep(Duration::from_millis(u64::from(ms))).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        tokio::task::spawn_local(task);
    }
}

#[derive(Debug, Deserialize, PartialEq)]
struct Written {
    writes: usize,
}

/// Runs `test` with a user signed in at a server of its own.
fn signed_in(test: impl AsyncFnOnce(Client<Native>, Server)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async {
        let server = Server::start(Config::for_tests()).await.unwrap();
        let api = server.api();
        let client = Client::new(Native {
            record: Rc::new(RefCell::new(Record::signed_out(&api))),
            http: reqwest::Client::builder().cookie_store(true).build().unwrap(),
            lock: Default::default(),
            stamps: Rc::default(),
            api,
        });
        let credentials = Credentials { username: "user".to_owned(), password: "evergreen".to_owned() };
        client.sign_in(credentials).await.unwrap();
        server.clear_seen();
        test(client, server).await;
    });
}

fn write() -> Request {
    Request::post("/test/write").json(&serde_json::json!({"text": "hello"}))
}

const WRITE: &str = "POST /api/test/write";

#[test]
fn each_method_writes_once() {
    signed_in(async |client, server| {
        for (request, writes) in
            [(write(), 1), (Request::put("/test/write").json(&1), 2), (Request::delete("/test/write"), 3)]
        {
            assert_eq!(client.json::<Written>(request).await, Ok(Written { writes }));
        }
        assert_eq!(server.writes(), 3);
    });
}

#[test]
fn a_write_refused_for_an_expired_token_is_sent_again_and_done_once() {
    signed_in(async |client, server| {
        server.expire_access_tokens();
        assert_eq!(client.json::<Written>(write()).await, Ok(Written { writes: 1 }));
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 1);
        assert_eq!(server.count("POST", "/api/test/write"), 2);
    });
}

#[test]
fn a_write_whose_answer_is_lost_is_never_sent_again() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::LoseAnswer, Times::Next(1));
        let lost = client.json::<Written>(write()).await;
        assert_eq!(lost, Err(Error::TryAgain(Trouble::Unreachable)));
        assert_eq!((server.writes(), server.count("POST", "/api/test/write")), (1, 1));
    });
}

#[test]
fn a_masked_refusal_of_a_write_may_come_after_the_work_and_is_not_sent_again() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::Masked, Times::Next(1));
        assert_eq!(client.json::<Written>(write()).await, Err(Error::TryAgain(Trouble::Unexplained)));
        assert_eq!(server.count("POST", "/api/test/write"), 1);
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 0);
    });
}

#[test]
fn a_call_gives_up_at_its_own_limit() {
    signed_in(async |client, server| {
        server.fault(WRITE, Fault::Hang, Times::Always);
        let result = client.json::<Written>(write().limit(50)).await;
        assert_eq!(result, Err(Error::TryAgain(Trouble::TimedOut)));
    });
}

#[test]
fn a_hundred_calls_with_an_expired_token_cost_one_refresh_and_113_requests_at_most() {
    signed_in(async |client, server| {
        server.expire_access_tokens();
        let call = || client.text(Request::get("/test/user"));
        let results = futures_util::future::join_all((0..100).map(|_| call())).await;
        assert!(results.iter().all(|result| result.as_deref() == Ok("User Content.")), "{results:?}");
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 1);
        assert!(server.seen().len() <= 113, "{} requests", server.seen().len());
    });
}
