//! Tests that SIGTERM ends the command. The requests in flight get their responses, and the command ends in time even
//! if the log or the database is stuck.

#![cfg(unix)]

mod client;
mod process;

use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use client::{APP, Client, read, wait_until};
use evergreen_postgres::Cluster;
use process::{PATIENCE, Process};
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for the server to end. The server should need at most 9 seconds: 5 seconds for the requests in
/// flight, 3 seconds for the database, and 1 second for the log. Docker kills the server after 10 seconds. The test
/// waits longer, because the machine may be busy.
const LIMIT: Duration = Duration::from_secs(20);

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

#[test]
fn the_process_ends_while_it_waits_for_the_database_at_its_start() {
    let directory = tempfile::tempdir().expect("a directory");
    // This database accepts connections, and never says anything.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let url = format!("postgres://amy@{}/evergreen", silent.local_addr().expect("an address"));
    let key = directory.path().join("key");
    let key = key.to_str().expect("text");
    let mut process = Process::spawn(&["--address", "127.0.0.1:0", "--database", &url, "--key", key]);
    let (_connection, _) = silent.accept().expect("the server connects");
    process.terminate();
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_ends_although_the_database_is_frozen() {
    // This test starts a PostgreSQL of its own and freezes it below. It must not freeze the PostgreSQL that other tests
    // share.
    let postgres = match Cluster::start() {
        Ok(postgres) => postgres,
        Err(missing) => {
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            return;
        }
    };
    let (name, url) = postgres.create_database();
    let key = postgres.directory().join("key");
    let key = key.to_str().expect("text");
    let (mut process, address) = Process::demo(&["--database", &url, "--key", key]);
    let client = Client::at(address);
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);

    // First, another connection locks the table. Then a refresh begins a transaction and waits for the lock. So this
    // transaction is open when the database is frozen below.
    let options: PgConnectOptions = url.parse().expect("a URL");
    let mut other = options.connect().await.expect("a connection");
    sqlx::query("BEGIN").execute(&mut other).await.expect("a transaction");
    sqlx::query("LOCK TABLE families IN EXCLUSIVE MODE").execute(&mut other).await.expect("the lock");
    let refresh = tokio::spawn(async move { client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await });
    wait_until("the refresh waits for the lock", async || {
        postgres.execute(&name, "SELECT count(*) FROM pg_locks WHERE NOT granted").trim() == "1"
    })
    .await;
    postgres.freeze();
    let log = process.log();
    process.terminate();
    assert!(process.wait(LIMIT).success());
    let log = log.rest();
    let told = log.iter().any(|line| line.contains("the database did not finish before the shutdown time-out"));
    assert!(told, "{log:#?}");
    assert!(refresh.await.expect("no panic").is_err(), "the client gets no response to the refresh");
    postgres.thaw();
}
