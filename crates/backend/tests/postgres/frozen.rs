//! Tests that SIGTERM ends the command even if PostgreSQL accepts connections but answers nothing.

#![cfg(unix)]

use std::net::{Ipv4Addr, TcpListener};

use evergreen_backend::Config;
use evergreen_postgres::Cluster;
use serde_json::json;
use sqlx::ConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::client::{Client, wait_until};
use crate::process::Process;
use crate::server::shutdown::LIMIT;

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
    let key = Some(postgres.directory().join("key"));
    let config = Config { database: url.parse().expect("a URL"), key, ..Config::for_tests() };
    let (mut process, address) = Process::demo_with(&config, &[]);
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
