//! Tests the start of a server:
//!
//! - If a port of the server is busy, the server changes nothing in the database and writes no key file.
//! - If a demo and a server that is no demo start on the same database at the same time, only one of them starts.
//! - If the upgrade of a database fails, the error says what the operator can do.
//! - A server can start again on its port, and with its database file.
//! - A server with an invalid configuration does not start.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use evergreen_backend::{Config, Database, Error, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Client, on_shared_database, on_tested_database, sql, start};

/// Returns the settings of a server that is no demo, with a new database that other connections can open.
fn production(directory: &Path) -> Config {
    on_shared_database(Config { demo: false, ..Config::for_tests() }, directory)
}

#[tokio::test]
async fn a_server_whose_port_is_busy_leaves_no_trace() {
    let busy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let busy = busy.local_addr().map(|address| (busy, address)).expect("its address");
    for metrics in [false, true] {
        let directory = tempfile::tempdir().expect("a directory");
        let mut config = production(directory.path());
        if metrics {
            config.metrics = Some(busy.1);
        } else {
            config.address = busy.1;
        }
        let (database, key) = (config.database.clone(), directory.path().join("evergreen.key"));
        let refused = Server::start(config).await.err().expect("the port is busy");
        assert!(matches!(refused, Error::Listen { address, .. } if address == busy.1), "{refused:?}");
        assert!(!key.exists());
        match &database {
            Database::File(file) => assert!(!file.exists()),
            // The server must not have created its tables in the PostgreSQL database. If it had created the table
            // `marks`, this statement would fail.
            _ => sql::execute(&database, "CREATE TABLE marks (name TEXT)").await,
        }
    }
}

/// When the server closes a connection before its client does, the system keeps this connection for a minute. A new
/// server must be able to use the same port during this minute.
#[tokio::test]
async fn a_server_can_start_again_on_the_port_that_it_got() {
    let config = on_tested_database(Config { keep_alive: true, ..Config::for_tests() });
    let server = Server::start(config.clone()).await.expect("it starts");
    let address = server.address();
    let mut connection = TcpStream::connect(address).await.expect("a connection");
    connection.write_all(b"GET /api/test/all HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("sent");
    connection.read_u8().await.expect("a response");
    server.stop().await;
    connection.read_to_end(&mut Vec::new()).await.expect("the end of the connection");
    drop(connection);
    let again = Server::start(Config { address, ..config }).await.expect("it starts again");
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_demo_and_another_server_that_start_at_once_one_gets_the_database() {
    for _ in 0..10 {
        let directory = tempfile::tempdir().expect("a directory");
        let production = production(directory.path());
        let demo = Config { demo: true, ..production.clone() };
        let start = |config: &Config| tokio::spawn(Server::start(config.clone()));
        let (first, second) = (start(&demo), start(&production));
        let (first, second) = (first.await.expect("no panic"), second.await.expect("no panic"));
        let server = match (first, second) {
            (Ok(server), Err(refused)) => {
                assert!(matches!(refused, Error::DemoDatabase), "{refused:?}");
                server
            }
            (Err(refused), Ok(server)) => {
                assert!(matches!(refused, Error::NotADemoDatabase), "{refused:?}");
                server
            }
            (first, second) => panic!("{:?} {:?}", first.err(), second.err()),
        };
        assert_eq!(Client::new(&server).get("/api/test/all").await.status, 200);
        server.stop().await;
        let again = [Server::start(demo).await, Server::start(production).await];
        assert_eq!(again.iter().filter(|start| start.is_ok()).count(), 1, "one kind can start again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_upgrade_names_its_remedy() {
    for (statement, remedy) in [
        (
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             SELECT 9999, 'newer', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
            "start that version, or restore a backup",
        ),
        (
            "UPDATE _sqlx_migrations SET checksum = (SELECT checksum FROM _sqlx_migrations WHERE version = 2)
             WHERE version = 1",
            "start that build, or name another database",
        ),
        ("UPDATE _sqlx_migrations SET success = FALSE WHERE version = 5", "restore a backup"),
        ("DROP INDEX marks_single; DELETE FROM _sqlx_migrations WHERE version >= 4", "remove the cause"),
    ] {
        let directory = tempfile::tempdir().expect("a directory");
        let config = production(directory.path());
        Server::start(config.clone()).await.expect("it starts").stop().await;
        sql::execute(&config.database, statement).await;
        let refused = Server::start(config).await.err().expect("the upgrade fails").to_string();
        assert!(refused.contains(remedy), "{statement}: {refused}");
    }
}

#[tokio::test]
async fn users_and_sessions_are_stored_and_the_files_are_private() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = on_shared_database(Config::for_tests(), directory.path());
    let (server, client) = start(config.clone()).await;
    client.sign_in("user", "evergreen").await;
    server.stop().await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The test checks the key file, and the files of the database if it is an SQLite database.
        let files =
            std::fs::read_dir(directory.path()).expect("the directory").map(|file| file.expect("a file").path());
        for file in files.chain([directory.path().join("evergreen.key")]) {
            let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file:?}");
        }
    }
    let (server, again) = start(config).await;
    again.take_cookies(&client);
    assert_eq!(again.get("/api/test/user").await.status, 200);
    assert_eq!(again.refresh().await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_server_with_an_invalid_configuration_does_not_start() {
    for origin in ["*", "null", "localhost:8081", "http://localhost:8081/app"] {
        let config = on_tested_database(Config { origins: vec![origin.to_owned()], ..Config::for_tests() });
        assert!(matches!(Server::start(config).await.err(), Some(Error::Origin(_))), "{origin}");
    }
    let config = on_tested_database(Config { access: Duration::ZERO, ..Config::for_tests() });
    assert!(matches!(Server::start(config).await.err(), Some(Error::Lifetime("access"))));
    let database = "postgres://localhost/evergreen".parse().expect("a URL");
    let config = Config { database, ..Config::for_tests() };
    assert!(matches!(Server::start(config).await.err(), Some(Error::KeyRequired)));
    let (server, _) = start(Config::for_tests()).await;
    let config = on_tested_database(Config { address: server.address(), ..Config::for_tests() });
    assert!(matches!(Server::start(config).await.err(), Some(Error::Listen { .. })));
}
