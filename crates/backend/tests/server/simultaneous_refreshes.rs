//! Tests many simultaneous refreshes with the same token.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use evergreen_backend::Config;

use crate::client::refreshes::{REFRESH, signed_in};
use crate::client::{Client, on_shared_database};

/// Tests SQLite in memory and in a file, because the server uses them differently. For a database in memory, it opens
/// only one connection. For a file, it opens several connections for reading and one for writing, so a refresh can read
/// while another one writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_simultaneous_refreshes_rotate_once() {
    let directory = tempfile::tempdir().expect("a directory");
    for config in [Config::for_tests(), on_shared_database(Config::for_tests(), directory.path())] {
        let (server, client) = signed_in(config).await;
        let server = Arc::new(server);
        for round in 0..5 {
            let clients: Vec<_> = (0..50)
                .map(|_| {
                    let one = Client::new(&server);
                    one.take_cookies(&client);
                    tokio::spawn(async move {
                        let status = one.refresh().await.status.as_u16();
                        (status, one.cookie(REFRESH).expect("a refresh token"))
                    })
                })
                .collect();
            let mut tokens = HashSet::new();
            for client in clients {
                let (status, token) = client.await.expect("no panic");
                assert_eq!(status, 200, "round {round}");
                tokens.insert(token);
            }
            assert_eq!(tokens.len(), 1, "all clients get the same token");
            let token = tokens.into_iter().next().unwrap();
            assert_eq!(token.split('.').nth(1), Some((round + 2).to_string().as_str()));
            client.set_cookie(REFRESH, &token);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_grace_period_one_of_many_simultaneous_refreshes_is_accepted() {
    let config = Config { grace: Duration::ZERO, ..Config::for_tests() };
    let (server, client) = signed_in(config).await;
    for _ in 0..5 {
        let refreshes: Vec<_> = (0..20)
            .map(|_| {
                let one = Client::new(&server);
                one.take_cookies(&client);
                tokio::spawn(async move { one.refresh().await.status.as_u16() })
            })
            .collect();
        let mut accepted = 0;
        for refresh in refreshes {
            accepted += usize::from(refresh.await.expect("no panic") == 200);
        }
        assert_eq!(accepted, 1);
        assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    }
}
