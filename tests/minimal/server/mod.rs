//! The server of the tests. It serves the built app and its API, records the responses, and lets tokens expire when a
//! test asks for that.

mod counters;
mod guard;
mod routes;
mod sessions;

use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::sync::{RwLock, RwLockWriteGuard};
use tokio::task::AbortHandle;

use crate::browsers::wait::until;
use counters::Counters;
use sessions::Sessions;

/// A running server. It stops when this value is dropped.
pub struct Server {
    /// The address of the app, with a slash at its end.
    pub url: String,
    shared: Arc<Shared>,
    task: AbortHandle,
}

/// The state that all requests share.
#[derive(Default)]
struct Shared {
    sessions: Mutex<Sessions>,
    counters: Mutex<Counters>,
    answered: Mutex<Vec<Answered>>,
    /// Each refresh takes this lock for reading. A test that holds the lock for writing makes refreshes wait.
    refreshes: RwLock<()>,
}

/// A request to the API, and the status of its response.
#[derive(Clone, Debug)]
struct Answered {
    /// The method, and the path below `/api`, such as `POST /token`.
    route: String,
    query: String,
    status: StatusCode,
}

impl Server {
    /// Starts a server on a free port. It serves the built app from `folder`.
    pub async fn start(folder: &Path) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::<Shared>::default();
        let app = routes::router(shared.clone(), folder);
        let task = tokio::spawn(async { axum::serve(listener, app).await.expect("a server") }).abort_handle();
        Server { url: format!("http://localhost:{port}/"), shared, task }
    }

    /// Lets every access token expire. The refresh tokens stay valid.
    pub fn expire_access_tokens(&self) {
        lock(&self.shared.sessions).expire_access_tokens();
    }

    /// Ends every session. All access tokens and refresh tokens become invalid.
    pub fn end_sessions(&self) {
        lock(&self.shared.sessions).end_all();
    }

    /// Returns the number of sessions that have not ended.
    pub fn sessions(&self) -> usize {
        lock(&self.shared.sessions).count()
    }

    /// Returns how often a refresh token was used a second time.
    pub fn thefts(&self) -> usize {
        lock(&self.shared.sessions).thefts()
    }

    /// Makes refreshes wait until the returned guard is dropped.
    pub async fn hold_refreshes(&self) -> RwLockWriteGuard<'_, ()> {
        self.shared.refreshes.write().await
    }

    /// Returns how often the server answered a request to `route`, such as `POST /token`, with this status.
    pub fn count(&self, route: &str, status: u16) -> usize {
        let hit = |answered: &&Answered| answered.route == route && answered.status == status;
        lock(&self.shared.answered).iter().filter(hit).count()
    }

    /// Waits until the server has answered at least `times` requests to `route` with this status. Panics after 20 s.
    pub async fn has_answered(&self, route: &str, status: u16, times: usize) {
        until(&format!("{times} × {route} {status} at the server"), async || {
            if self.count(route, status) >= times { Ok(()) } else { Err(format!("{:?}", lock(&self.shared.answered))) }
        })
        .await;
    }

    /// Returns the query of the last request to `route`, such as `search=pear`. `None` if there was no such request.
    pub fn last_query(&self, route: &str) -> Option<String> {
        let answered = lock(&self.shared.answered);
        answered.iter().rev().find(|answered| answered.route == route).map(|answered| answered.query.clone())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("no handler has panicked")
}
