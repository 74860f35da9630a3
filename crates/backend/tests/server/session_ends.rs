//! Tests when a session ends: after the lifetime of its refresh token or of the session, at a sign-out, when all
//! sessions are revoked, and when its user has too many.

use std::time::Duration;

use evergreen_backend::Config;
use serde_json::json;

use crate::client::refreshes::{REFRESH, assert_refused, signed_in};
use crate::client::{Client, start};

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
