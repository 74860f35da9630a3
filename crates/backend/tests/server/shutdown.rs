//! Tests the end of the command and of a server. SIGTERM ends the command: the requests in flight get their responses,
//! and the command ends in time even if the log or the database is stuck. A server that has stopped leaves nothing open.

#![cfg(unix)]

use std::time::Duration;

use evergreen_backend::{Config, Database};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::events::Events;
use crate::client::write_lock::WriteLock;
use crate::client::{APP, Client, on_shared_database, read, sql, start, wait_until};
use crate::process::{PATIENCE, Process, free_address};

/// How long a test waits for the server to end. The server should need at most 9 seconds: 5 seconds for the requests in
/// flight, 3 seconds for the database, and 1 second for the log. Docker kills the server after 10 seconds. The test
/// waits longer, because the machine may be busy.
pub const LIMIT: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_request_in_flight_gets_its_response_and_then_the_process_ends() {
    let (mut process, address) = Process::demo(&[]);
    let log = process.log();
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /api/auth/signin HTTP/1.1\r\nHost: localhost\r\nOrigin: {APP}\r\nContent-Type: application/json\r\n\
         Content-Length: 46\r\nExpect: 100-continue\r\n\r\n"
    );
    let (one, two) = (r#"{"username":"user", "#, r#""password":"evergreen"   }"#);
    assert_eq!(one.len() + two.len(), 46);
    stream.write_all(format!("{head}{one}").as_bytes()).await.expect("sent");
    // The server sends `100 Continue` when it begins to read the body.
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.expect("a response");
    assert_eq!(interim, *b"HTTP/1.1 100 Continue\r\n\r\n");
    process.terminate();
    log.lines_until(|line| line.contains("stopping"));
    stream.write_all(two.as_bytes()).await.expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("a response");
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    assert!(process.wait(LIMIT).success());
}

#[tokio::test]
async fn the_process_ends_although_nobody_reads_its_log() {
    let (mut process, address) = Process::demo(&["--log", "trace"]);
    let client = Client::at(address);
    for _ in 0..2000 {
        let path = format!("/{}", "a".repeat(200));
        let response = tokio::time::timeout(PATIENCE, read(client.request("GET", &path))).await;
        assert_eq!(response.expect("in time").expect("a response").status, 404);
    }
    process.terminate();
    assert!(process.wait(LIMIT).success());
}

/// Before the test ends the server, another connection locks the database, and a refresh begins a transaction and waits
/// for the lock. So the server cannot finish this transaction in time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_ends_although_the_database_is_locked() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = on_shared_database(Config::for_tests(), directory.path());
    let metrics = free_address();
    let (mut process, address) = Process::demo_with(&config, &["--metrics", &metrics.to_string()]);
    let (client, operator) = (Client::at(address), Client::at(metrics));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let lock = WriteLock::acquire(&config.database).await;
    let refresh = tokio::spawn(async move { client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await });
    let waits = r#"evergreen_database_connections{pool="write",state="used"} 1"#;
    wait_until("the refresh waits for the lock", async || {
        operator.get("/metrics").await.body.lines().any(|line| line == waits)
    })
    .await;
    process.terminate();
    assert!(process.wait(LIMIT).success());
    let response = refresh.await.expect("no panic");
    assert!(response.is_err() || response.is_ok_and(|response| response.status == 500), "the refresh cannot succeed");
    lock.release().await;
}

/// A program can stop its server and continue to run. Then the server must have closed its streams and its database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_stopped_has_closed_its_streams_and_its_database() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = on_shared_database(Config::for_tests(), directory.path());
    let (server, client) = start(config.clone()).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut events = Events::open(&client).await;
    assert!(is_open(&config.database).await);
    server.stop().await;
    assert_eq!(events.next().await, None, "the stream has ended, but not the session");
    wait_until("the database is closed", async || !is_open(&config.database).await).await;
}

/// Returns whether a server has the database open. SQLite deletes the file `-wal` when the last connection is closed.
async fn is_open(database: &Database) -> bool {
    if let Database::File(file) = database {
        return file.with_extension("db-wal").exists();
    }
    let others = "SELECT CAST(count(*) AS TEXT) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sql::text(database, others).await != "0"
}
