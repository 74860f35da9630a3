//! Tests two servers that share a database. When one server ends a session, the other server must refuse the session
//! too, and must send an event about the end to the clients of this session. If a session ends while a server has no
//! connection to the database, that server must send the event after it has connected again.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Server};
use evergreen_postgres::Cluster;

use crate::client::Client;
use crate::client::events::Events;

/// The contract allows this time between the end of a session and the moment at which the app shows it.
const LIMIT: Duration = Duration::from_secs(2);
/// If a session ends while a server has no connection to the database, the server must send the event about the end
/// within this time. The server connects again, and then reads all sessions with open streams at once. It also reads
/// them every 10 s. The limit is shorter than 10 s. Otherwise the test would also succeed with a server that does not
/// read the sessions at once.
const RECONNECTED: Duration = Duration::from_secs(5);
/// The statement that closes all connections of the servers to their database.
const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

/// Two servers with one database and one key.
struct Servers {
    postgres: &'static Cluster,
    database: String,
    a: Server,
    b: Server,
}

impl Servers {
    /// Returns `None` where PostgreSQL is not installed.
    async fn start() -> Option<Self> {
        let postgres = evergreen_postgres::shared()?;
        let (database, url) = postgres.create_database();
        let config = || Config {
            database: url.parse().expect("a URL"),
            key: Some(postgres.directory().join(format!("{database}.key"))),
            ..Config::for_tests()
        };
        let a = Server::start(config()).await.expect("it starts");
        let b = Server::start(config()).await.expect("it starts");
        Some(Self { postgres, database, a, b })
    }

    /// Signs in at the first server, and returns a client of the second one with this session.
    async fn session_at_b(&self) -> Client {
        let client = Client::new(&self.a);
        assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
        let at_b = Client::new(&self.b);
        at_b.take_cookies(&client);
        at_b
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ended_at_one_server_ends_at_the_other_within_two_seconds() {
    let Some(servers) = Servers::start().await else { return };
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_its_connections_misses_nothing() {
    let Some(servers) = Servers::start().await else { return };
    for _ in 0..3 {
        let mut during = Events::open(&servers.session_at_b().await).await;
        let mut later = Events::open(&servers.session_at_b().await).await;
        let revoke = |rows: &str| {
            format!(
                "{CUT}; UPDATE families SET revoked = TRUE WHERE id IN (SELECT id FROM families WHERE NOT revoked {rows})"
            )
        };
        // The command first closes all connections of the two servers to their database, and then revokes one session.
        // So PostgreSQL cannot notify the servers of this change. They have to find it after they have connected again.
        servers.postgres.execute(&servers.database, &revoke("ORDER BY began_at LIMIT 1"));
        let began = Instant::now();
        during.assert_ended().await;
        assert!(began.elapsed() < RECONNECTED, "{:?}", began.elapsed());
        servers.postgres.execute(&servers.database, "UPDATE families SET revoked = TRUE WHERE NOT revoked");
        later.assert_ended().await;
    }
}
