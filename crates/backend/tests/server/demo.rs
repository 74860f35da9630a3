//! Tests the restrictions on servers for development. These are servers with demo accounts, servers that imitate
//! another one (`--like`), and servers with open roles (`--open-roles`). All other servers are ordinary. A server for
//! development does not start on an address that other machines can reach. Ordinary servers and servers for development
//! do not use each other's databases.

use std::net::SocketAddr;
use std::path::Path;

use evergreen_backend::{Config, Error, Like, Server};

use crate::client::{Client, on_shared_database, on_tested_database, sql, start};

/// Returns the settings of an ordinary server with a new database, which is in this directory if it is a file. So the
/// server has no demo accounts.
fn production(directory: &Path) -> Config {
    on_shared_database(Config { demo: false, ..Config::for_tests() }, directory)
}

/// Returns the settings of a demo with the same database.
fn demo(production: &Config) -> Config {
    Config { demo: true, ..production.clone() }
}

async fn refusal(config: Config) -> Error {
    match Server::start(config).await {
        Ok(_) => panic!("the server started"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_database_of_a_demo_or_of_an_imitated_server_serves_nothing_else() {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, config) in [
        ("demo", Config { demo: true, ..Config::for_tests() }),
        ("spring", Config { demo: false, like: Like::Spring, ..Config::for_tests() }),
        ("node", Config { demo: false, like: Like::Node, ..Config::for_tests() }),
        ("open roles", Config { demo: false, open_roles: true, ..Config::for_tests() }),
    ] {
        let production = production(&directory.path().join(name));
        let config = Config { database: production.database.clone(), key: production.key.clone(), ..config };
        // The second start uses the database of the first one.
        for _ in 0..2 {
            start(config.clone()).await.0.stop().await;
        }
        let refused = refusal(production).await;
        assert!(matches!(refused, Error::DemoDatabase), "{name}: {refused:?}");
    }
}

#[tokio::test]
async fn a_demo_does_not_use_a_database_with_other_users() {
    let directory = tempfile::tempdir().expect("a directory");
    let production = production(directory.path());
    let (server, client) = start(production.clone()).await;
    assert_eq!(client.sign_up("amy", "amy@example.org", "secret12").await.status, 200);
    server.stop().await;
    for like in [Like::Own, Like::Spring] {
        let refused = refusal(Config { like, ..demo(&production) }).await;
        assert!(matches!(refused, Error::NotADemoDatabase), "{refused:?}");
    }
    let (server, client) = start(production.clone()).await;
    assert_eq!(client.sign_in("amy", "secret12").await.status, 200, "the database was not marked");
    assert_eq!(client.sign_in("admin", "evergreen").await.status, 401, "no demo account was added");
    server.stop().await;
}

/// A demo must not use the database of a server that is not a demo, even if this database has no users yet. The demo
/// would add its accounts, whose passwords are public, to that server.
#[tokio::test]
async fn a_demo_does_not_use_the_database_of_a_running_server() {
    let directory = tempfile::tempdir().expect("a directory");
    let production = production(directory.path());
    let (server, client) = start(production.clone()).await;
    let refused = refusal(demo(&production)).await;
    assert!(matches!(refused, Error::NotADemoDatabase), "{refused:?}");
    assert_eq!(client.sign_in("admin", "evergreen").await.status, 401, "no demo account was added");
    server.stop().await;
}

/// The mark in a database says whether the database belongs to a demo. Older versions of the server did not write this
/// mark. A server can recognize the database of an older demo only by a demo account that has the demo password. This
/// test deletes the mark, so that its database is like that of an older demo.
#[tokio::test]
async fn a_server_does_not_start_while_a_demo_account_has_the_demo_password() {
    let directory = tempfile::tempdir().expect("a directory");
    let production = production(directory.path());
    start(demo(&production)).await.0.stop().await;
    for (statement, name) in [
        ("DELETE FROM marks", "user"),
        ("UPDATE users SET username = 'amy', username_key = 'amy' WHERE username = 'user'", "moderator"),
        ("DELETE FROM users WHERE username = 'moderator'", "admin"),
    ] {
        sql::execute(&production.database, statement).await;
        let refused = refusal(production.clone()).await;
        assert!(matches!(&refused, Error::DemoPassword(found) if found == name), "{refused:?}");
        assert!(refused.to_string().contains(name), "{refused}");
    }
    sql::execute(&production.database, "DELETE FROM users WHERE username = 'admin'").await;
    start(production.clone()).await.0.stop().await;
}

/// An ordinary server does not start if the account `user`, `moderator` or `admin` exists and has the demo password. If
/// a stranger could sign up as `admin` with this password, the server would not start again.
#[tokio::test]
async fn nobody_can_sign_up_as_a_demo_account_with_the_demo_password() {
    let directory = tempfile::tempdir().expect("a directory");
    let production = production(directory.path());
    let (server, client) = start(production.clone()).await;
    for name in ["user", "Moderator", "ADMIN"] {
        let email = format!("{name}@example.org");
        assert_eq!(client.sign_up(name, &email, "evergreen").await.status, 400, "{name}");
        assert_eq!(client.sign_up(name, &email, "evergreen2").await.status, 200, "{name}");
    }
    assert_eq!(client.sign_up("amy", "amy@example.org", "evergreen").await.status, 200);
    server.stop().await;
    start(production.clone()).await.0.stop().await;
}

#[tokio::test]
async fn settings_for_development_are_refused_beyond_loopback() {
    let safe = on_tested_database(Config { demo: false, ..Config::for_tests() });
    for (setting, config) in [
        ("--demo", Config { demo: true, ..safe.clone() }),
        ("--like", Config { like: Like::Spring, ..safe.clone() }),
        ("--like", Config { like: Like::Node, ..safe.clone() }),
        ("--open-roles", Config { open_roles: true, ..safe.clone() }),
    ] {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let address: SocketAddr = address.parse().expect("an address");
            let refused = refusal(Config { address, ..config.clone() }).await;
            assert!(matches!(refused, Error::OffLoopback { .. }), "{setting} {address}: {refused:?}");
            let text = refused.to_string();
            assert!(text.contains(setting) && text.contains(&address.to_string()), "{text}");
            let refused = refusal(Config { metrics: Some(address), ..config.clone() }).await;
            assert!(matches!(refused, Error::OffLoopback { .. }), "{setting} with metrics on {address}: {refused:?}");
        }
        for origin in ["https://app.example.org", "http://localhost.example.org", "http://10.0.0.1:8081"] {
            let origins = vec!["http://localhost:8081".to_owned(), origin.to_owned()];
            let refused = refusal(Config { origins, ..config.clone() }).await;
            assert!(matches!(refused, Error::OffLoopback { .. }), "{setting} {origin}: {refused:?}");
            let text = refused.to_string();
            assert!(text.contains(setting) && text.contains(origin), "{text}");
        }
        let local =
            ["http://localhost:1", "https://LOCALHOST", "http://app.localhost", "http://127.3.2.1", "http://[::1]"];
        let origins = local.map(str::to_owned).to_vec();
        let server = Server::start(Config { origins, ..config }).await.expect("it starts");
        assert_eq!(Client::new(&server).get("/api/test/all").await.status, 200, "{setting}");
    }
}
