//! Tests refresh tokens: rotation, grace period, reuse and forgery. The end of a session is tested in
//! `session_ends.rs`.

use std::time::Duration;

use evergreen_backend::{Config, Server};

use crate::client::refreshes::{REFRESH, assert_refused, signed_in};
use crate::client::{Client, start};

const ACCESS: &str = "evergreen-access";

/// Copies the cookies of the client `of` into a new client. Then replaces the refresh token of the new client by
/// `token`, and returns the new client.
fn client_with(server: &Server, of: &Client, token: &str) -> Client {
    let client = Client::new(server);
    client.take_cookies(of);
    client.set_cookie(REFRESH, token);
    client
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
async fn without_a_grace_period_a_replaced_token_revokes_the_family_immediately() {
    let config = Config { grace: Duration::ZERO, ..Config::for_tests() };
    let (server, client) = signed_in(config).await;
    let old = client.cookie(REFRESH).expect("a refresh token");
    assert_eq!(client.refresh().await.status, 200);
    assert_refused(&client_with(&server, &client, &old).refresh().await, &old);
    assert_refused(&client.refresh().await, "");
}
