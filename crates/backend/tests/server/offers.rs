//! Tests what the server announces: the optional parts that it offers, and when tokens and sessions end.

use std::time::Duration;

use evergreen_backend::{Config, Like, Offer};
use serde_json::{Value, json};

use crate::client::start;

/// Returns a configuration with which the server announces when tokens and sessions end. An access token is valid for
/// 60 s, an unused session ends after 100 s, and any session ends after 250 s.
fn announcing() -> Config {
    let seconds = Duration::from_secs;
    let (access, refresh, session_lifetime) = (seconds(60), seconds(100), seconds(250));
    Config { access, refresh, session_lifetime, announce_expiry: true, ..Config::for_tests() }
}

/// Returns the three times that the server announces, in seconds: until the access token expires, until the session
/// ends if nobody uses it, and until the session ends in any case.
fn times(body: &Value) -> [Option<u64>; 3] {
    ["expiresIn", "idleExpiresIn", "sessionExpiresIn"].map(|field| body[field].as_u64())
}

#[tokio::test]
async fn sign_in_and_refresh_say_what_the_server_offers() {
    let all = json!(["sessions", "password", "events"]);
    for (offers, expected) in
        [(Offer::ALL.to_vec(), all), (vec![Offer::Password], json!(["password"])), (vec![], Value::Null)]
    {
        let (_server, client) = start(Config { offers, ..Config::for_tests() }).await;
        let signed_in = client.sign_in("user", "evergreen").await.json();
        assert_eq!(signed_in["offers"], expected);
        assert_eq!(client.refresh().await.json()["offers"], expected);
        assert_eq!(times(&signed_in), [None; 3], "times are announced only on request");
    }
}

#[tokio::test]
async fn an_imitated_server_offers_nothing() {
    for like in [Like::Spring, Like::Node] {
        let (_server, client) = start(Config { like, ..Config::for_tests() }).await;
        let signed_in = client.sign_in("user", "evergreen").await;
        assert_eq!((signed_in.status.as_u16(), &signed_in.json()["offers"]), (200, &Value::Null));
    }
}

#[tokio::test]
async fn a_refresh_renews_the_idle_time_but_not_the_session() {
    let (server, client) = start(announcing()).await;
    let signed_in = client.sign_in("user", "evergreen").await.json();
    assert_eq!(times(&signed_in), [Some(60), Some(100), Some(250)]);
    server.advance(Duration::from_secs(90));
    let [access, idle, session] = times(&client.refresh().await.json());
    assert_eq!((access, idle), (Some(60), Some(100)));
    assert!(session.is_some_and(|left| (150..=160).contains(&left)), "{session:?}");
    server.advance(Duration::from_secs(90));
    let [_, idle, session] = times(&client.refresh().await.json());
    assert!(idle == session && session.is_some_and(|left| (50..=70).contains(&left)), "{idle:?} {session:?}");
}

#[tokio::test]
async fn a_session_that_nobody_renews_ends_after_the_announced_time() {
    let access = Duration::from_secs(3600);
    let (server, client) = start(Config { access, ..announcing() }).await;
    let signed_in = client.sign_in("user", "evergreen").await.json();
    assert_eq!(times(&signed_in), [Some(100), Some(100), Some(250)]);
    server.advance(Duration::from_secs(90));
    assert_eq!(client.get("/api/test/user").await.status, 200);
    server.advance(Duration::from_secs(11));
    assert_eq!(client.get("/api/test/user").await.status, 401, "the access token ends with the session");
    assert_eq!(client.refresh().await.status, 403);
}

/// Without rotation, a refresh neither replaces the refresh token nor delays its expiry. So the session ends when this
/// token expires.
#[tokio::test]
async fn without_rotation_the_session_ends_whatever_renews_it() {
    let (server, client) = start(Config { rotate: false, ..announcing() }).await;
    let signed_in = client.sign_in("user", "evergreen").await.json();
    assert_eq!(times(&signed_in), [Some(60), None, Some(100)]);
    server.advance(Duration::from_secs(60));
    let [access, idle, session] = times(&client.refresh().await.json());
    assert_eq!((access, idle), (session, None), "the access token ends with the session");
    assert!(session.is_some_and(|left| (30..=40).contains(&left)), "{session:?}");
}
