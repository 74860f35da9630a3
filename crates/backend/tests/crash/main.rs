//! Kills the command while it handles requests. Afterwards all users whose sign-up was confirmed must exist, and no
//! used refresh token may be accepted again.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `process` | the command as a child process |
//! | `load` | clients that sign up and refresh until the server is killed |

#[path = "../client/mod.rs"]
mod client;
mod load;
#[path = "../process/mod.rs"]
mod process;

use std::net::SocketAddr;

use client::Client;
use client::database::{DatabaseKind, on_both_databases};
use evergreen_backend::Config;
use load::{Load, PASSWORD, Session};
use process::{Process, server_command};

/// How often the server is killed. Before each kill, the test waits for ten more refreshes than before the previous
/// kill.
const KILLS: usize = 3;

on_both_databases!(a_crash_loses_no_user_and_accepts_no_refresh_token_twice);

async fn a_crash_loses_no_user_and_accepts_no_refresh_token_twice(kind: DatabaseKind) {
    let directory = tempfile::tempdir().expect("a directory");
    let config = kind.shared(Config::for_tests(), directory.path());
    let (mut users, mut unconfirmed) = (Vec::new(), Vec::new());
    for kill in 0..KILLS {
        let (mut server, address) = start(&config);
        let idle = Client::at(address);
        let name = format!("idle{kill}");
        assert_eq!(idle.sign_up(&name, &format!("{name}@example.org"), PASSWORD).await.status, 200);
        assert_eq!(idle.sign_in(&name, PASSWORD).await.status, 200);
        let mut load = Load::start(address, kill).await;
        load.wait_until_busy(kill).await;
        server.kill();
        let results = load.results().await;
        println!("kill {kill}: {} sign-ups, {} used tokens", results.users.len(), results.used_tokens());
        check_tokens(&config, &idle, &results.sessions).await;
        users.push(name);
        users.extend(results.users);
        unconfirmed.extend(results.unconfirmed);
    }
    check_users(&config, &users, &unconfirmed).await;
}

/// Starts the command with this database, without a limit on sign-ups, and without a grace period, so that a refresh
/// token can be used only once. Returns when the server listens.
fn start(config: &Config) -> (Process, SocketAddr) {
    let arguments = ["--grace", "0", "--sign-up-limit", "0", "--log", "error"];
    let mut server = Process::start(&mut server_command(config, &arguments));
    let address = server.wait_until_it_listens();
    (server, address)
}

/// Checks that the client `idle` is still signed in, and that the refresh tokens used before the crash are refused.
async fn check_tokens(config: &Config, idle: &Client, sessions: &[Session]) {
    let (_server, address) = start(config);
    let client_with = |cookies: &Client, token: Option<&str>| {
        let client = Client::at(address);
        client.take_cookies(cookies);
        if let Some(token) = token {
            client.set_cookie(client::refreshes::REFRESH, token);
        }
        client
    };
    assert_eq!(client_with(idle, None).refresh().await.status, 200, "the idle client is still signed in");
    for (index, session) in sessions.iter().enumerate() {
        // Two requests send the client's last token at the same time. The server must not accept both requests. It may
        // refuse both, because it may have accepted this token before the crash although the client got no response.
        // This check must come before the loop that sends the used tokens. The server revokes the family when it
        // receives a used token, and then it refuses the last token in any case. Every second session skips this check.
        // So these sessions test what happens if the used tokens are sent first.
        if index % 2 == 0 {
            let (first, second) = (client_with(&session.client, None), client_with(&session.client, None));
            let (first, second) = tokio::join!(first.refresh(), second.refresh());
            let accepted = [first, second].iter().filter(|response| response.status == 200).count();
            assert!(accepted <= 1, "the last token was accepted twice");
        }
        for token in session.used.iter().rev() {
            let response = client_with(&session.client, Some(token)).refresh().await;
            assert_eq!(response.status, 403, "a token used before the crash was accepted again: {response:?}");
        }
    }
}

/// Checks the users after the crashes. The server has confirmed the sign-ups of `users`, so each of them must exist. It
/// has not confirmed the sign-ups of the `unconfirmed` users. So each of these users must either exist or be able to
/// sign up now.
async fn check_users(config: &Config, users: &[String], unconfirmed: &[String]) {
    let (_server, address) = start(config);
    let client = Client::at(address);
    assert!(!users.is_empty(), "there are confirmed users");
    for name in unconfirmed {
        let response = client.sign_up(name, &format!("{name}@example.org"), PASSWORD).await;
        let taken = response.status == 400 && response.json()["message"] == "Error: Username is already taken!";
        assert!(taken || response.status == 200, "{response:?}");
    }
    for name in users.iter().chain(unconfirmed) {
        assert_eq!(client.sign_in(name, PASSWORD).await.status, 200, "{name} does not exist");
    }
}
