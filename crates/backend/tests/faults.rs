//! Injected faults, what is counted and seen, and stopping.
//! It must not know of the contract more than a board and a refresh.

mod client;

use std::time::{Duration, Instant};

use client::{APP, Client, start};
use evergreen_backend::{Config, Fault, Like, Seen, Times};
use serde_json::json;

const BOARD: &str = "/api/test/user";
const REFRESH: &str = "POST /api/auth/refreshtoken";

#[tokio::test]
async fn answers_are_replaced_and_a_page_may_read_them() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        client.sign_in("user", "evergreen").await;
        let body = Fault::Body { status: 418, content_type: "text/x-tea".to_owned(), body: b"\xff".to_vec() };
        for (fault, status, content_type) in [
            (Fault::Status(503), 503, "application/json"),
            (Fault::Status(204), 204, ""),
            (Fault::Html(502), 502, "text/html"),
            (Fault::Malformed, 200, "application/json"),
            (Fault::Masked, 401, "application/json"),
            (body, 418, "text/x-tea"),
        ] {
            server.fault("GET /api/test/user", fault.clone(), Times::Next(1));
            let answer = client.get(BOARD).await;
            assert_eq!(answer.status, status, "{fault:?}");
            assert_eq!(answer.header("content-type"), content_type);
            assert_eq!(answer.header("access-control-allow-origin"), APP);
            assert_eq!(answer.header("access-control-allow-credentials"), "true");
            match fault {
                Fault::Masked => assert_eq!(answer.json()["path"], "/error"),
                Fault::Malformed => {
                    assert!(serde_json::from_str::<serde_json::Value>(&answer.body).is_err())
                }
                _ => {}
            }
            assert_eq!(client.get(BOARD).await.status, 200, "once only");
        }
    }
}

#[tokio::test]
async fn a_dropped_call_is_not_done_and_a_lost_answer_is() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    server.clear_seen();
    server.fault("POST /api/test/write", Fault::Drop, Times::Next(1));
    server.fault("POST /api/test/write", Fault::LoseAnswer, Times::Next(1));
    let write = || client.try_send("POST", "/api/test/write", Some(json!({})));
    assert!(write().await.is_err());
    assert_eq!(server.writes(), 0);
    assert!(write().await.is_err());
    assert_eq!(server.writes(), 1);
    assert_eq!(write().await.expect("an answer").body, r#"{"writes":2}"#);
    let statuses: Vec<_> = server.seen().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [0, 0, 200]);
}

#[tokio::test]
async fn a_lost_refresh_rotated_and_the_grace_saves_it() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    server.fault(REFRESH, Fault::LoseAnswer, Times::Next(1));
    let lost = client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await;
    assert!(lost.is_err());
    assert_eq!(client.refresh().await.status, 200);
    let token = client.cookie("evergreen-refresh").expect("a token");
    assert_eq!(token.split('.').nth(1), Some("2"), "rotated once, by the lost one");
}

#[tokio::test]
async fn delays_come_before_another_fault_or_the_work() {
    let (server, client) = start(Config::for_tests()).await;
    let pause = Duration::from_millis(150);
    server.fault("*", Fault::Delay(pause), Times::Always);
    server.fault("*", Fault::Status(500), Times::Next(1));
    for status in [500, 200] {
        let began = Instant::now();
        assert_eq!(client.get("/api/test/all").await.status, status);
        assert!(began.elapsed() >= pause);
    }
    server.clear_faults();
    let began = Instant::now();
    client.get("/api/test/all").await;
    assert!(began.elapsed() < pause);
}

#[tokio::test]
async fn a_hanging_call_never_ends_until_the_server_does() {
    let (server, client) = start(Config::for_tests()).await;
    server.fault("GET /api/test/all", Fault::Hang, Times::Always);
    let hanging = client.get_later("/api/test/all");
    let mut hanging = tokio::spawn(hanging);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut hanging).await;
    assert!(early.is_err(), "no answer");
    let began = Instant::now();
    server.stop().await;
    assert!(began.elapsed() < Duration::from_secs(3), "it does not hold up a stop");
    assert!(hanging.await.expect("no panic").is_err());
}

#[tokio::test]
async fn a_stop_lets_the_work_in_flight_finish() {
    let (server, client) = start(Config { keep_alive: true, ..Config::for_tests() }).await;
    server.fault("*", Fault::Delay(Duration::from_millis(300)), Times::Always);
    let late = tokio::spawn(client.get_later("/api/test/all"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let base = server.address();
    server.stop().await;
    let answer = late.await.expect("no panic").expect("an answer");
    assert_eq!(answer.body, "Public Content.");
    assert!(tokio::net::TcpStream::connect(base).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn dropping_the_server_ends_it() {
    let (server, client) = start(Config::for_tests()).await;
    assert_eq!(client.get("/api/test/all").await.status, 200);
    drop(server);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(client.try_send("GET", "/api/test/all", None).await.is_err());
}

#[tokio::test]
async fn requests_are_seen_without_their_queries() {
    let (server, client) = start(Config::for_tests()).await;
    client.get("/api/test/user?token=secret").await;
    client.refresh().await;
    let seen = |method: &str, path: &str, status| Seen {
        method: method.to_owned(),
        path: path.to_owned(),
        status,
        origin: Some(APP.to_owned()),
    };
    let wanted = [seen("GET", BOARD, 401), seen("POST", "/api/auth/refreshtoken", 400)];
    assert_eq!(server.seen(), wanted);
    assert_eq!(server.count("GET", BOARD), 1);
    server.clear_seen();
    assert_eq!(server.count("GET", BOARD), 0);
}

#[tokio::test]
async fn writes_are_protected_and_counted_once_each() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        for method in ["POST", "PUT", "DELETE"] {
            let refused = client.send(method, "/api/test/write", Some(json!({}))).await.status;
            assert!(refused == 401 || refused == 403, "{like:?} {refused}");
        }
        assert_eq!(server.writes(), 0);
        client.sign_in("user", "evergreen").await;
        for (n, method) in ["POST", "PUT", "DELETE"].into_iter().enumerate() {
            let answer = client.send(method, "/api/test/write", Some(json!({}))).await;
            assert_eq!(answer.json()["writes"], n + 1);
        }
        assert_eq!(server.writes(), 3);
    }
    let config = Config { test_routes: false, ..Config::for_tests() };
    let (server, client) = start(config).await;
    assert_eq!(client.post("/api/test/write", json!({})).await.status, 404);
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn localhost_reaches_it_and_its_cookies_are_of_that_host() {
    let (server, _) = start(Config::for_tests()).await;
    let port = server.address().port();
    assert_eq!(server.url(), format!("http://localhost:{port}"));
    assert_eq!(server.api(), format!("http://localhost:{port}/api"));
    let answer = reqwest::get(format!("{}/test/all", server.api())).await.expect("an answer");
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn expired_access_tokens_are_refused_and_the_next_one_is_good() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        client.sign_in("user", "evergreen").await;
        server.expire_access_tokens();
        assert_eq!(client.get(BOARD).await.status, 401, "{like:?}");
        if like != Like::Node {
            assert_eq!(client.refresh().await.status, 200);
            assert_eq!(client.get(BOARD).await.status, 200, "within the same second");
        }
    }
}

#[tokio::test]
async fn revoked_spring_sessions_can_sign_in_again() {
    let (server, client) = start(Config { like: Like::Spring, ..Config::for_tests() }).await;
    client.sign_in("user", "evergreen").await;
    server.revoke_all().await;
    let refused = client.refresh().await;
    assert_eq!(refused.status, 403);
    let token = client.cookie("bezkoder-jwt-refresh").expect("a token");
    assert!(refused.body.contains(&token), "Spring quotes it");
    assert_eq!(Client::new(&server).sign_in("user", "evergreen").await.status, 200);
}
