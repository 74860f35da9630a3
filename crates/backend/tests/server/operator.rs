//! Tests the operator's commands, while a server uses the same database.

use std::io::Write;
use std::process::{Output, Stdio};
use std::time::{Duration, Instant};

use evergreen_backend::{Config, Database, Server};
use serde_json::json;

use crate::client::database::text_of;
use crate::client::events::Events;
use crate::client::{Client, on_shared_database, on_tested_database};
use crate::process;

/// A server, and the text that names its database on the command line.
struct Fixture {
    server: Server,
    database: String,
    _directory: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Self {
        Self::start_with(Config::for_tests()).await
    }

    async fn start_with(config: Config) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let config = on_shared_database(config, directory.path());
        let database = text_of(&config.database).to_owned();
        let server = Server::start(config).await.expect("it starts");
        Self { server, database, _directory: directory }
    }

    async fn signed_in(&self, username: &str, password: &str) -> Client {
        let client = Client::new(&self.server);
        assert_eq!(client.sign_in(username, password).await.status, 200);
        client
    }

    /// Runs a command that succeeds, and returns what it prints.
    fn run(&self, arguments: &[&str], input: &str) -> String {
        let output = run(&self.database, arguments, input);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// Runs a command that fails, and returns its error message.
    fn fail(&self, arguments: &[&str]) -> String {
        let output = run(&self.database, arguments, "");
        assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stderr).expect("text")
    }
}

fn run(database: &str, arguments: &[&str], input: &str) -> Output {
    let mut command = process::command(arguments);
    command.env("EVERGREEN_DATABASE", database).stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    // Some commands do not read their input, and such a command may already have ended here. Then this write fails. The
    // failure is ignored, because the tests check the command's output and not the write.
    let _ = child.stdin.take().expect("its input").write_all(input.as_bytes());
    child.wait_with_output().expect("it ends")
}

async fn assert_ended(client: &Client) {
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token is refused");
    assert_eq!(client.refresh().await.status, 403, "the refresh token is refused");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disabling_a_user_ends_all_sessions_of_the_user_at_once() {
    let server = Fixture::start().await;
    let sessions = [server.signed_in("user", "evergreen").await, server.signed_in("user", "evergreen").await];
    let other = server.signed_in("admin", "evergreen").await;
    assert_eq!(server.run(&["users", "disable", "USER"], ""), "Disabled USER, and ended 2 sessions.\n");
    for session in &sessions {
        assert_ended(session).await;
    }
    assert_eq!(other.get("/api/test/user").await.status, 200);
    let client = Client::new(&server.server);
    let (right, wrong) = (client.sign_in("user", "evergreen").await, client.sign_in("user", "wrong-one").await);
    assert_eq!((right.status.as_u16(), &right.body), (401, &wrong.body), "nobody learns that the user is disabled");
    assert_eq!(client.sign_up("user", "new@example.org", "secret12").await.status, 400, "the name stays taken");
    let list = server.run(&["users", "list"], "");
    assert!(list.contains("1\tuser\tuser@example.org\tROLE_USER\tdisabled\n"), "{list}");
    assert!(list.contains("3\tadmin\tadmin@example.org\tROLE_USER,ROLE_MODERATOR,ROLE_ADMIN\tenabled\n"), "{list}");
    assert!(!list.contains("$argon2"), "{list}");

    server.run(&["users", "enable", "user"], "");
    for session in &sessions {
        assert_ended(session).await;
    }
    server.signed_in("user", "evergreen").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_adds_users_and_changes_roles_and_passwords() {
    let server = Fixture::start().await;
    let added = server.run(&["users", "add", "amy", "amy@example.org", "--role", "user", "--role", "admin"], "");
    let password = added.trim().trim_end_matches('.').rsplit(' ').next().expect("a password").to_owned();
    let amy = server.signed_in("amy", &password).await;
    assert_eq!(amy.get("/api/test/admin").await.status, 200);
    assert_eq!(amy.get("/api/test/mod").await.status, 403);
    server.run(&["users", "roles", "amy", "moderator"], "");
    assert_eq!(amy.get("/api/test/admin").await.status, 403, "the session continues with the new roles");
    assert_eq!(amy.get("/api/test/mod").await.status, 200);

    let reset = server.run(&["users", "reset-password", "amy", "--password-stdin"], "secret12\n");
    assert_eq!(reset, "Reset the password of amy, and ended 1 sessions.\n");
    assert_ended(&amy).await;
    assert_eq!(amy.sign_in("amy", &password).await.status, 401);
    server.signed_in("amy", "secret12").await;

    for (arguments, message) in [
        (
            ["users", "add", "AMY", "b@example.org"].as_slice(),
            "The username is taken, or looks like that of another user.",
        ),
        (&["users", "add", "bob", "AMY@example.org"], "The e-mail address is taken."),
        (&["users", "add", "b", "b@example.org"], "The username must have 3 to 20 characters."),
        (&["users", "reset-password", "amy", "--password-stdin"], "The password must have 6 to 40 characters."),
        (&["users", "disable", "nobody"], "there is no user \"nobody\""),
        (&["users", "roles", "nobody", "admin"], "there is no user \"nobody\""),
        (&["sessions", "end", "nothing"], "there is no such session"),
        (&["--demo", "users", "list"], "cannot be used with"),
    ] {
        let error = server.fail(arguments);
        assert!(error.contains(message), "{arguments:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_lists_and_ends_sessions() {
    let server = Fixture::start().await;
    let first = server.signed_in("user", "evergreen").await;
    let second = server.signed_in("user", "evergreen").await;
    let admin = server.signed_in("admin", "evergreen").await;
    let id = |client: &Client| {
        let token = client.cookie("evergreen-refresh").expect("a token");
        token.split('.').next().expect("the family").to_owned()
    };
    let list = server.run(&["sessions", "list", "user"], "");
    assert_eq!(list.lines().count(), 3, "{list}");
    assert!(list.contains(&format!("{}\tuser\t", id(&first))) && !list.contains("admin"), "{list}");
    assert_eq!(server.run(&["sessions", "list"], "").lines().count(), 4);

    server.run(&["sessions", "end", "--", &id(&first)], "");
    assert_ended(&first).await;
    assert_eq!(second.get("/api/test/user").await.status, 200);
    assert_eq!(server.run(&["sessions", "end", "--user", "user"], ""), "Ended 1 sessions of user.\n");
    assert_ended(&second).await;
    assert_eq!(admin.post("/api/auth/refreshtoken", json!({})).await.status, 200);
    let list = server.run(&["sessions", "list"], "");
    assert!(list.lines().count() == 2 && list.contains(&id(&admin)), "{list}");
}

/// A client learns who its user is from a sign-in or a refresh. A change before the stream is open must not be lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_begins_with_the_change_that_its_client_does_not_know() {
    let server = Fixture::start().await;
    let user = server.signed_in("user", "evergreen").await;
    server.run(&["users", "roles", "user", "user", "moderator"], "");
    let mut late = Events::open(&user).await;
    assert_eq!(late.next().await.as_deref(), Some("changed"));
    assert_eq!(user.refresh().await.json()["roles"], json!(["ROLE_USER", "ROLE_MODERATOR"]));
    // The client knows the roles now, so its next stream has no event until the next change.
    let mut next = Events::open(&user).await;
    let early = tokio::time::timeout(Duration::from_secs(1), next.next()).await;
    assert!(early.is_err(), "{early:?}");
    server.run(&["users", "roles", "user", "user"], "");
    assert_eq!(next.next().await.as_deref(), Some("changed"));
}

/// The operator's commands run in other processes. So the server can hear of a change only through the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operators_change_reaches_the_open_streams_within_two_seconds() {
    let server = Fixture::start().await;
    let user = server.signed_in("user", "evergreen").await;
    let mut events = Events::open(&user).await;
    server.run(&["users", "roles", "user", "user"], "");
    server.run(&["users", "roles", "user", "user", "moderator"], "");
    let began = Instant::now();
    assert_eq!(events.next().await.as_deref(), Some("changed"), "but nothing for roles that stay the same");
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(user.refresh().await.json()["roles"], json!(["ROLE_USER", "ROLE_MODERATOR"]));
    let admin = server.signed_in("admin", "evergreen").await;
    let mut of_admin = Events::open(&admin).await;
    for command in [
        ["sessions", "end", "--user", "user"].as_slice(),
        &["users", "reset-password", "user", "--password-stdin"],
        &["users", "disable", "user"],
    ] {
        server.run(command, "secret12");
        let began = Instant::now();
        events.assert_ended().await;
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        let password = if command[1] == "end" { "evergreen" } else { "secret12" };
        if command[1] != "disable" {
            events = Events::open(&server.signed_in("user", password).await).await;
        }
    }
    server.run(&["users", "roles", "admin", "admin"], "");
    assert_eq!(of_admin.next().await.as_deref(), Some("changed"), "and this session was not ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_listed_as_long_as_its_access_token_is_valid() {
    let (access, refresh) = (Duration::from_secs(3600), Duration::from_secs(2));
    let config = Config { access, refresh, announce_expiry: true, ..Config::for_tests() };
    let server = Fixture::start_with(config).await;
    let client = Client::new(&server.server);
    let announced = client.sign_in("user", "evergreen").await.json()["expiresIn"].clone();
    assert_eq!(announced, 2, "the access token does not outlive the refresh token");
    loop {
        let listed = server.run(&["sessions", "list"], "").lines().count() == 2;
        let status = client.get("/api/test/user").await.status;
        assert!(listed || status == 401, "a live session is not listed");
        if status == 401 {
            break;
        }
    }
}

#[tokio::test]
async fn the_database_can_be_an_option() {
    let server = Fixture::start().await;
    for command in [["users", "list"], ["sessions", "list"]] {
        let output = process::command(&[command[0], command[1], "--database", &server.database]).output();
        let output = output.expect("it runs");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(String::from_utf8(output.stdout).expect("text"), server.run(&command, ""));
    }
}

#[test]
fn the_commands_create_no_database() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("evergreen.db");
    for database in [file.to_str().expect("text"), "memory"] {
        let output = run(database, &["users", "list"], "");
        assert!(!output.status.success() && !output.stderr.is_empty(), "{output:?}");
    }
    assert!(!file.exists());
}

/// The test uses databases that do not respond. One of them accepts connections but says nothing. If the tests run on
/// PostgreSQL, there is also a database with a locked table.
#[tokio::test]
async fn a_command_does_not_wait_without_limit() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let silent = format!("postgres://user@{}/evergreen", silent.local_addr().expect("its address"));
    let mut databases = vec![silent];
    let mut config = on_tested_database(Config::for_tests());
    let server = Server::start(config.clone()).await.expect("it starts");
    let mut lock = None;
    if let Database::Postgres(url) = &mut config.database {
        let options: sqlx::postgres::PgConnectOptions = url.as_str().parse().expect("a URL");
        let mut connection = sqlx::ConnectOptions::connect(&options).await.expect("a connection");
        let statement = "BEGIN; LOCK TABLE _sqlx_migrations";
        sqlx::raw_sql(statement).execute(&mut connection).await.expect("the lock");
        lock = Some(connection);
        databases.push(url.as_str().to_owned());
    }
    for database in databases {
        for command in [["users", "list"], ["sessions", "list"]] {
            let began = Instant::now();
            let output = run(&database, &[command[0], command[1], "--patience", "1s"], "");
            let error = String::from_utf8(output.stderr).expect("text");
            assert!(!output.status.success() && error.contains("did not respond within 1 s"), "{error}");
            assert!(began.elapsed() < Duration::from_secs(60), "it waited for {:?}", began.elapsed());
        }
    }
    drop(lock);
    server.stop().await;
}
