//! Tests the optional route with which users change their own password.

use evergreen_backend::{Config, Offer};
use serde_json::json;

use crate::client::{APP, Client, Response, read, start};

const PASSWORD: &str = "/api/auth/password";
const NEW: &str = "secret12";

async fn change(client: &Client, current: &str, new: &str) -> Response {
    client.post(PASSWORD, json!({"current": current, "new": new})).await
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let (other, admin) = (Client::signed_in(&server, "user").await, Client::signed_in(&server, "admin").await);
    let response = change(&here, "evergreen", NEW).await;
    assert_eq!(response.status, 200, "{response:?}");
    assert!(response.json()["message"].is_string() && response.cookies().is_empty(), "{response:?}");
    assert_eq!(other.get("/api/test/user").await.status, 401);
    assert_eq!(other.refresh().await.status, 403);
    for kept in [&here, &admin] {
        assert_eq!(kept.get("/api/test/user").await.status, 200);
        assert_eq!(kept.refresh().await.status, 200);
    }
    let client = Client::new(&server);
    assert_eq!(client.sign_in("user", "evergreen").await.status, 401);
    assert_eq!(client.sign_in("user", NEW).await.status, 200);
    assert_eq!(client.sign_in("admin", "evergreen").await.status, 200, "another user");
}

#[tokio::test]
async fn a_refused_change_changes_nothing() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    let other = Client::signed_in(&server, "user").await;
    let runs = server.argon2_runs();
    assert_eq!(change(&here, "wrong-one", NEW).await.status, 400);
    assert_eq!(server.argon2_runs(), runs + 1, "as many as a failed sign-in");
    for (current, new) in [("evergreen", "12345"), ("evergreen", &"ö".repeat(41)), ("evergreen", "evergreen")] {
        let response = change(&here, current, new).await;
        assert!(response.status == 400 && response.json()["message"].is_string(), "{response:?}");
    }
    for body in [json!({"current": "evergreen"}), json!({"current": 1, "new": NEW}), json!([])] {
        assert_eq!(here.post(PASSWORD, body).await.status, 400);
    }
    assert_eq!(server.argon2_runs(), runs + 1, "the limits are checked first");
    assert_eq!(other.refresh().await.status, 200);
    assert_eq!(Client::new(&server).sign_in("user", "evergreen").await.status, 200);
    for new in ["123456", &"ö".repeat(40)] {
        assert_eq!(change(&here, if new == "123456" { "evergreen" } else { "123456" }, new).await.status, 200);
    }
}

#[tokio::test]
async fn wrong_passwords_count_as_failed_sign_ins() {
    let (server, here) = start(Config::for_tests()).await;
    assert_eq!(here.sign_in("user", "evergreen").await.status, 200);
    for attempt in 0..5 {
        assert_eq!(change(&here, "wrong-one", NEW).await.status, 400, "{attempt}");
        assert_eq!(Client::new(&server).sign_in("USER", "wrong-one").await.status, 401, "{attempt}");
    }
    let runs = server.argon2_runs();
    let response = change(&here, "evergreen", NEW).await;
    assert_eq!(response.status, 429);
    let wait: u64 = response.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(Client::new(&server).sign_in("user", "evergreen").await.status, 429, "one limit for both");
    assert_eq!(server.argon2_runs(), runs);
    server.advance(std::time::Duration::from_secs(60));
    assert_eq!(change(&here, "evergreen", NEW).await.status, 200);
}

#[tokio::test]
async fn one_of_two_simultaneous_changes_succeeds() {
    let (server, one) = start(Config::for_tests()).await;
    for round in 0..5 {
        let (old, new) = if round % 2 == 0 { ("evergreen", NEW) } else { (NEW, "evergreen1") };
        let old = if round > 0 && round % 2 == 0 { "evergreen1" } else { old };
        assert_eq!(one.sign_in("user", old).await.status, 200);
        let two = Client::new(&server);
        assert_eq!(two.sign_in("user", old).await.status, 200);
        let (first, second) = tokio::join!(change(&one, old, new), change(&two, old, new));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "{first:?} {second:?}");
    }
}

#[tokio::test]
async fn the_route_is_protected_and_exists_only_if_it_is_offered() {
    let (_server, client) = start(Config::for_tests()).await;
    let unauthenticated = change(&client, "evergreen", NEW).await;
    assert_eq!((unauthenticated.status.as_u16(), &unauthenticated.json()["path"]), (401, &json!(PASSWORD)));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let body = json!({"current": "evergreen", "new": NEW}).to_string();
    let cookie = format!("evergreen-access={}", client.cookie("evergreen-access").expect("a token"));
    for (content_type, origin, status) in [("text/plain", APP, 415), ("application/json", "https://evil.example", 403)]
    {
        let request = client.request("POST", PASSWORD).header("cookie", &cookie).header("origin", origin);
        let request = request.header("content-type", content_type).body(body.clone());
        assert_eq!(read(request).await.expect("a response").status, status, "{content_type} {origin}");
    }
    assert_eq!(client.get(PASSWORD).await.status, 405);
    let (_server, client) = start(Config { offers: vec![Offer::Events], ..Config::for_tests() }).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    assert_eq!(change(&client, "evergreen", NEW).await.status, 404);
}
