//! Tests a server that has lost its connections to PostgreSQL. If a session ends while the server has no connection, the
//! server must send the event about the end after it has connected again.

use std::time::{Duration, Instant};

use crate::client::events::Events;
use crate::client::sql;
use crate::server::two_instances::Servers;

/// If a session ends while a server has no connection to the database, the server must send the event about the end
/// within this time. The server connects again, and then immediately reads all sessions that have open streams. It also
/// reads them every 10 s. The limit is shorter than 10 s. Otherwise the test would also succeed with a server that does
/// not read the sessions immediately after it has connected again.
const RECONNECTED: Duration = Duration::from_secs(5);
/// The statement that closes all connections of the servers to their database.
const CUT: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_its_connections_misses_nothing() {
    if evergreen_postgres::shared().is_none() {
        return;
    }
    let servers = Servers::start().await;
    for _ in 0..3 {
        let mut during = Events::open(&servers.session_at_b().await).await;
        let mut later = Events::open(&servers.session_at_b().await).await;
        let revoke = |rows: &str| {
            format!(
                "{CUT}; UPDATE families SET revoked = TRUE WHERE id IN (SELECT id FROM families WHERE NOT revoked {rows})"
            )
        };
        // These SQL statements first close all connections of the two servers to their database, and then revoke one
        // session. So PostgreSQL cannot notify the servers of this change. They have to find it after they have
        // connected again.
        sql::execute(&servers.database, &revoke("ORDER BY began_at LIMIT 1")).await;
        let began = Instant::now();
        during.assert_ended().await;
        assert!(began.elapsed() < RECONNECTED, "{:?}", began.elapsed());
        sql::execute(&servers.database, "UPDATE families SET revoked = TRUE WHERE NOT revoked").await;
        later.assert_ended().await;
    }
}
