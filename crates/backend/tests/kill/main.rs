//! The command, killed while it works: whoever was told to have an account has one, and no refresh token that was
//! spent is good again.
//! It must not know how the database keeps that promise.
//!
//! | module | what |
//! | --- | --- |
//! | `command` | the real program, started and killed |
//! | `load` | people who sign up and refresh until it is gone |

#[path = "../client/mod.rs"]
mod client;
mod command;
mod load;

use std::path::Path;

use client::Client;
use command::Command;
use load::{Load, PASSWORD, Renewal};

/// How often it is killed, each time at another moment.
const KILLS: u64 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_loses_no_user_and_spends_no_refresh_token_twice() {
    let folder = std::env::temp_dir().join(format!("evergreen-kill-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let database = folder.join("evergreen.db");
    let (mut users, mut unsure) = (Vec::new(), Vec::new());
    for kill in 0..KILLS {
        let command = Command::start(&database);
        let asleep = Client::at(command.address);
        let name = format!("asleep{kill}");
        assert_eq!(asleep.sign_up(&name, &format!("{name}@example.org"), PASSWORD).await.status, 200);
        assert_eq!(asleep.sign_in(&name, PASSWORD).await.status, 200);
        let load = Load::begin(command.address, kill).await;
        load.is_under_way(kill).await;
        command.kill();
        let ended = load.ended().await;
        println!("kill {kill}: {} signed up, {} tokens spent", ended.users.len(), ended.spent());
        check(&database, &asleep, &ended.renewals).await;
        users.push(name);
        users.extend(ended.users);
        unsure.extend(ended.unsure);
    }
    everyone_is_there(&database, &users, &unsure).await;
    let _ = std::fs::remove_dir_all(folder);
}

/// After a kill: who slept goes on, and what was spent stays spent.
async fn check(database: &Path, asleep: &Client, renewals: &[Renewal]) {
    let command = Command::start(database);
    let with = |cookies: &Client, token: Option<&str>| {
        let client = Client::at(command.address);
        client.take_cookies(cookies);
        if let Some(token) = token {
            client.set_cookie(load::REFRESH, token);
        }
        client
    };
    assert_eq!(with(asleep, None).refresh().await.status, 200, "who did nothing meanwhile is signed in still");
    for (index, renewal) in renewals.iter().enumerate() {
        // The last token may have been spent without its answer, so it may be refused; but it is not good twice. An old
        // token that comes back revokes the family, so what comes first is told more: the two take turns.
        if index % 2 == 0 {
            let (one, other) = (with(&renewal.client, None), with(&renewal.client, None));
            let (one, other) = tokio::join!(one.refresh(), other.refresh());
            let honoured = [one, other].iter().filter(|answer| answer.status == 200).count();
            assert!(honoured <= 1, "the token in flight was honoured twice");
        }
        for token in renewal.spent.iter().rev() {
            let answer = with(&renewal.client, Some(token)).refresh().await;
            assert_eq!(answer.status, 403, "a token spent before the kill was honoured again: {answer:?}");
        }
    }
}

/// Whoever was told to have an account signs in; who was told nothing has one, or can have it.
async fn everyone_is_there(database: &Path, users: &[String], unsure: &[String]) {
    let command = Command::start(database);
    let client = Client::at(command.address);
    assert!(!users.is_empty(), "some signed up");
    for name in unsure {
        let answer = client.sign_up(name, &format!("{name}@example.org"), PASSWORD).await;
        let taken = answer.status == 400 && answer.json()["message"] == "Error: Username is already taken!";
        assert!(taken || answer.status == 200, "{answer:?}");
    }
    for name in users.iter().chain(unsure) {
        assert_eq!(client.sign_in(name, PASSWORD).await.status, 200, "{name} was lost");
    }
}
