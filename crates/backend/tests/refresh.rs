//! Tests refresh tokens: rotation, grace period, reuse, forgery, sign-out, and simultaneous refreshes.

mod client;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use client::{Client, Response, start};
use evergreen_backend::{Config, Database, Server};
use serde_json::json;

const ACCESS: &str = "evergreen-access";
const REFRESH: &str = "evergreen-refresh";

async fn signed_in(config: Config) -> (Server, Client) {
    let (server, client) = start(config).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    (server, client)
}

/// Copies the cookies of the client `of` into a new client. Then replaces the refresh token of the new client by
/// `token`, and returns the new client.
fn client_with(server: &Server, of: &Client, token: &str) -> Client {
    let client = Client::new(server);
    client.take_cookies(of);
    client.set_cookie(REFRESH, token);
    client
}

fn assert_refused(response: &Response, token: &str) {
    assert_eq!(response.status, 403, "{response:?}");
    assert!(response.cookies().is_empty(), "a refused refresh sets no cookie");
    assert!(token.is_empty() || !response.body.contains(token), "the response contains the token");
    let body = response.json();
    assert_eq!(body["statusCode"], 403);
    assert_eq!(body["description"], "uri=/api/auth/refreshtoken");
    assert!(body["timestamp"].is_string());
    let message = "Refresh token was expired. Please make a new signin request";
    assert_eq!(body["message"], message);
}

#[tokio::test]
async fn a_refresh_replaces_both_tokens() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let first = client.cookie(REFRESH).expect("a refresh token");
    server.expire_access_tokens();
    assert_eq!(client.get("/api/test/user").await.status, 401);
    let response = client.refresh().await;
    assert_eq!(response.json()["message"], "Token is refreshed successfully!");
    assert_eq!(response.cookies().len(), 2);
    assert_ne!(client.cookie(REFRESH), Some(first));
    assert_eq!(client.get("/api/test/user").await.status, 200);
    assert_eq!(client.refresh().await.status, 200);
}

#[tokio::test]
async fn without_rotation_a_refresh_replaces_the_access_token_only() {
    let config = Config { rotate: false, ..Config::for_tests() };
    let (_server, client) = signed_in(config).await;
    for _ in 0..3 {
        let response = client.refresh().await;
        assert_eq!(response.status, 200);
        assert_eq!(response.cookies().len(), 1);
        assert!(response.cookies()[0].starts_with(ACCESS));
    }
}

#[tokio::test]
async fn within_the_grace_period_a_replaced_token_gets_the_current_one() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let old = client.cookie(REFRESH).expect("a refresh token");
    client.refresh().await;
    let current = client.cookie(REFRESH);
    server.advance(Duration::from_secs(9));
    let late = client_with(&server, &client, &old);
    assert_eq!(late.refresh().await.status, 200);
    assert_eq!(late.cookie(REFRESH), current, "the token was not rotated again");
}

#[tokio::test]
async fn after_the_grace_period_a_replaced_token_revokes_the_family() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let old = client.cookie(REFRESH).expect("a refresh token");
    client.refresh().await;
    server.advance(Duration::from_secs(11));
    assert_refused(&client_with(&server, &client, &old).refresh().await, &old);
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token is revoked too");
    let current = client.cookie(REFRESH).expect("a refresh token");
    assert_refused(&client.refresh().await, &current);
}

#[tokio::test]
async fn a_token_that_was_replaced_twice_revokes_the_family_even_within_the_grace_period() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let old = client.cookie(REFRESH).expect("a refresh token");
    client.refresh().await;
    client.refresh().await;
    assert_refused(&client_with(&server, &client, &old).refresh().await, &old);
    assert_eq!(client.refresh().await.status, 403);
}

#[tokio::test]
async fn each_sign_in_of_a_user_has_its_own_family() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let other = Client::new(&server);
    other.sign_in("user", "evergreen").await;
    client.sign_out().await;
    assert_eq!(other.get("/api/test/user").await.status, 200);
    assert_eq!(other.refresh().await.status, 200);
}

#[tokio::test]
async fn a_forged_token_is_refused_and_does_not_revoke_the_family() {
    let (server, client) = signed_in(Config::for_tests()).await;
    let token = client.cookie(REFRESH).expect("a refresh token");
    let (family, mac) = (token.split('.').next().unwrap(), token.rsplit('.').next().unwrap());
    let forgeries = [
        "unknown".to_owned(),
        "..".to_owned(),
        format!("{family}.0.{mac}"),
        format!("{family}.2.{mac}"),
        format!("{family}.1.AAAA"),
        format!("{family}.1."),
        format!("x{token}"),
        "a".repeat(4000),
    ];
    for forged in &forgeries {
        assert_refused(&client_with(&server, &client, forged).refresh().await, forged);
    }
    assert_eq!(client.refresh().await.status, 200);
}

#[tokio::test]
async fn a_refresh_without_a_token_gets_400() {
    let (_server, client) = start(Config::for_tests()).await;
    let response = client.refresh().await;
    assert_eq!(response.status, 400);
    assert_eq!(response.body, r#"{"message":"Refresh Token is empty!"}"#);
    assert!(response.cookies().is_empty());
}

#[tokio::test]
async fn a_refresh_token_expires_and_each_rotation_extends_the_session() {
    let day = Duration::from_secs(24 * 60 * 60);
    let (server, client) = signed_in(Config { refresh: day * 2, ..Config::for_tests() }).await;
    for _ in 0..3 {
        server.advance(day);
        assert_eq!(client.refresh().await.status, 200);
    }
    server.advance(day * 2);
    assert_refused(&client.refresh().await, "");
    client.sign_in("user", "evergreen").await;
    server.expire_refresh_tokens().await;
    assert_refused(&client.refresh().await, "");
}

#[tokio::test]
async fn a_session_ends_whatever_renews_it() {
    let day = Duration::from_secs(24 * 60 * 60);
    let config = Config { session_lifetime: day * 3, refresh: day * 2, access: day, ..Config::for_tests() };
    let (server, client) = signed_in(config).await;
    server.advance(day);
    assert_eq!(client.refresh().await.status, 200);
    server.advance(day * 3 / 2);
    let response = client.refresh().await;
    assert_eq!(response.status, 200);
    for cookie in response.parsed_cookies() {
        let age = cookie.max_age().expect("an age").whole_seconds();
        assert!((43_140..=43_200).contains(&age), "the cookies last as long as the session: {cookie}");
    }
    assert_eq!(client.get("/api/test/user").await.status, 200);
    server.advance(day / 2);
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token ends with the session");
    assert_refused(&client.refresh().await, "");
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200, "a new session begins");
    assert_eq!(client.get("/api/test/user").await.status, 200);
}

#[tokio::test]
async fn a_sign_out_revokes_the_family_even_with_an_expired_access_token() {
    for expired in [false, true] {
        let (server, client) = signed_in(Config::for_tests()).await;
        let kept = Client::new(&server);
        kept.take_cookies(&client);
        if expired {
            server.advance(Duration::from_secs(3600));
        }
        let response = client.sign_out().await;
        assert_eq!(response.status, 200);
        assert_eq!(kept.get("/api/test/user").await.status, 401);
        assert_refused(&kept.refresh().await, "");
    }
}

#[tokio::test]
async fn revoke_all_ends_all_sessions() {
    let (server, client) = signed_in(Config::for_tests()).await;
    server.revoke_all().await;
    assert_eq!(client.get("/api/test/user").await.status, 401);
    assert_refused(&client.refresh().await, "");
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
}

/// Tests both kinds of database, because the server uses them differently. For a database in memory, it opens only one
/// connection. For a file, it opens several connections for reading and one for writing, so a refresh can read while
/// another one writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_simultaneous_refreshes_rotate_once() {
    let directory = tempfile::tempdir().expect("a directory");
    for database in [Database::Memory, Database::File(directory.path().join("test.db"))] {
        let (server, client) = signed_in(Config { database, ..Config::for_tests() }).await;
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

#[tokio::test]
async fn without_a_grace_period_a_replaced_token_revokes_the_family_immediately() {
    let config = Config { grace: Duration::ZERO, ..Config::for_tests() };
    let (server, client) = signed_in(config).await;
    let old = client.cookie(REFRESH).expect("a refresh token");
    assert_eq!(client.refresh().await.status, 200);
    assert_refused(&client_with(&server, &client, &old).refresh().await, &old);
    assert_refused(&client.refresh().await, "");
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

#[tokio::test]
async fn the_lifetimes_are_announced_only_if_configured() {
    let config = Config { announce_expiry: true, ..Config::for_tests() };
    let (server, client) = start(config).await;
    let (day, session) = (24 * 60 * 60, 90 * 24 * 60 * 60);
    let body = client.sign_in("user", "evergreen").await.json();
    assert_eq!((&body["expiresIn"], &body["sessionExpiresIn"]), (&json!(900), &json!(session)));
    server.advance(Duration::from_secs(day));
    let body = client.refresh().await.json();
    assert_eq!(body["expiresIn"], 900);
    let left = body["sessionExpiresIn"].as_u64().expect("a number");
    assert!((session - day - 60..=session - day).contains(&left), "{left} s are left after a day");
    let (_server, client) = start(Config::for_tests()).await;
    for body in [client.sign_in("user", "evergreen").await.json(), client.refresh().await.json()] {
        assert!(body.get("expiresIn").is_none() && body.get("sessionExpiresIn").is_none(), "{body}");
    }
}

/// A user can have at most 50 sessions, because otherwise one user could fill the disk. A further sign-in ends the
/// user's oldest session.
#[tokio::test]
async fn a_user_has_fifty_sessions_and_the_oldest_ends_first() {
    let (server, first) = signed_in(Config::for_tests()).await;
    server.advance(Duration::from_millis(5));
    let second = Client::new(&server);
    assert_eq!(second.sign_in("user", "evergreen").await.status, 200);
    let other = Client::new(&server);
    assert_eq!(other.sign_in("admin", "evergreen").await.status, 200);
    server.advance(Duration::from_millis(5));
    for _ in 0..48 {
        assert_eq!(Client::new(&server).sign_in("user", "evergreen").await.status, 200);
    }
    assert_eq!(first.get("/api/test/user").await.status, 200, "the fiftieth session");
    server.advance(Duration::from_millis(5));
    let last = Client::new(&server);
    assert_eq!(last.sign_in("user", "evergreen").await.status, 200);
    let token = first.cookie(REFRESH).expect("a refresh token");
    assert_eq!(first.get("/api/test/user").await.status, 401);
    assert_refused(&first.refresh().await, &token);
    for client in [&second, &other, &last] {
        assert_eq!(client.refresh().await.status, 200);
    }
}
