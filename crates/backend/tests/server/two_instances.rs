//! Tests two servers that share a database. When one server ends a session, the other server must refuse the session
//! too, and must send an event about the end to the clients of this session.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Database, Server};

use crate::client::events::Events;
use crate::client::{Client, on_shared_database};

/// When one server has ended a session, the other server must send the event within this time.
const LIMIT: Duration = Duration::from_secs(2);

/// Two servers with one database and one key.
pub struct Servers {
    #[allow(dead_code, reason = "only a test on PostgreSQL reads it")]
    pub database: Database,
    a: Server,
    b: Server,
    _directory: tempfile::TempDir,
}

impl Servers {
    /// Starts the servers with a new database.
    pub async fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let config = on_shared_database(Config::for_tests(), directory.path());
        let a = Server::start(config.clone()).await.expect("it starts");
        let b = Server::start(config.clone()).await.expect("it starts");
        Self { database: config.database, a, b, _directory: directory }
    }

    /// Signs in at the first server, and returns a client of the second one with this session.
    pub async fn session_at_b(&self) -> Client {
        let client = Client::new(&self.a);
        assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
        let at_b = Client::new(&self.b);
        at_b.take_cookies(&client);
        at_b
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ended_at_one_server_ends_at_the_other_within_two_seconds() {
    let servers = Servers::start().await;
    let here = Client::new(&servers.a);
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let there = servers.session_at_b().await;
    let mut events = Events::open(&there).await;
    let began = Instant::now();
    assert_eq!(here.send("DELETE", "/api/auth/sessions", None).await.status, 200);
    assert_eq!(there.get("/api/test/user").await.status, 401);
    events.assert_ended().await;
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    assert_eq!(there.refresh().await.status, 403);
    assert_eq!(here.get("/api/test/user").await.status, 200);
}
