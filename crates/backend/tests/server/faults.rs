//! Tests the controls of the server (injected faults, recorded requests, expired and revoked tokens), and how it stops.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Fault, Like, RecordedRequest, Times};
use serde_json::json;

use crate::client::{APP, Client, start};

const BOARD: &str = "/api/test/user";
const REFRESH: &str = "POST /api/auth/refreshtoken";

#[tokio::test]
async fn a_fault_replaces_the_response_and_keeps_the_cors_headers() {
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
            let response = client.get(BOARD).await;
            assert_eq!(response.status, status, "{fault:?}");
            assert_eq!(response.header("content-type"), content_type);
            assert_eq!(response.header("access-control-allow-origin"), APP);
            assert_eq!(response.header("access-control-allow-credentials"), "true");
            match fault {
                Fault::Masked => assert_eq!(response.json()["path"], "/error"),
                Fault::Malformed => {
                    assert!(serde_json::from_str::<serde_json::Value>(&response.body).is_err())
                }
                _ => {}
            }
            assert_eq!(client.get(BOARD).await.status, 200, "once only");
        }
    }
}

#[tokio::test]
async fn drop_does_not_run_the_handler_and_lose_response_does() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    server.clear_requests();
    server.fault("POST /api/test/write", Fault::Drop, Times::Next(1));
    server.fault("POST /api/test/write", Fault::LoseResponse, Times::Next(1));
    let write = || client.try_send("POST", "/api/test/write", Some(json!({})));
    assert!(write().await.is_err());
    assert_eq!(server.writes(), 0);
    assert!(write().await.is_err());
    assert_eq!(server.writes(), 1);
    assert_eq!(write().await.expect("a response").body, r#"{"writes":2}"#);
    let statuses: Vec<_> = server.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [0, 0, 200]);
}

#[tokio::test]
async fn a_refresh_whose_response_was_lost_can_be_repeated_within_the_grace_period() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("user", "evergreen").await;
    server.fault(REFRESH, Fault::LoseResponse, Times::Next(1));
    let lost = client.try_send("POST", "/api/auth/refreshtoken", Some(json!({}))).await;
    assert!(lost.is_err());
    assert_eq!(client.refresh().await.status, 200);
    let token = client.cookie("evergreen-refresh").expect("a token");
    assert_eq!(token.split('.').nth(1), Some("2"), "only the first refresh rotated");
}

#[tokio::test]
async fn a_delay_comes_before_another_fault_or_the_handler() {
    let (server, client) = start(Config::for_tests()).await;
    let pause = Duration::from_millis(150);
    server.fault("*", Fault::Delay(pause), Times::Always);
    server.fault("*", Fault::Status(500), Times::Next(1));
    for status in [500, 200] {
        let started = Instant::now();
        assert_eq!(client.get("/api/test/all").await.status, status);
        assert!(started.elapsed() >= pause);
    }
    server.clear_faults();
    let started = Instant::now();
    client.get("/api/test/all").await;
    assert!(started.elapsed() < pause);
}

#[tokio::test]
async fn a_held_request_continues_when_the_faults_are_cleared() {
    let (server, client) = start(Config::for_tests()).await;
    server.fault("GET /api/test/all", Fault::Hold, Times::Next(1));
    server.fault("GET /api/test/all", Fault::Status(503), Times::Next(1));
    let mut held = tokio::spawn(client.get_later("/api/test/all"));
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let early = tokio::time::timeout(Duration::from_millis(300), &mut held).await;
    assert!(early.is_err(), "no response");
    assert_eq!(client.get("/api/test/all").await.status, 200, "only the next request is held");
    server.clear_faults();
    assert_eq!(held.await.expect("no panic").expect("a response").status, 503);
}

#[tokio::test]
async fn a_hanging_request_ends_when_the_server_stops() {
    let (server, client) = start(Config::for_tests()).await;
    server.fault("GET /api/test/all", Fault::Hang, Times::Always);
    let hanging = client.get_later("/api/test/all");
    let mut hanging = tokio::spawn(hanging);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut hanging).await;
    assert!(early.is_err(), "no response");
    let started = Instant::now();
    server.stop().await;
    assert!(started.elapsed() < Duration::from_secs(3), "the stop does not wait for it");
    assert!(hanging.await.expect("no panic").is_err());
}

#[tokio::test]
async fn a_stop_waits_for_requests_in_flight() {
    let (server, client) = start(Config { keep_alive: true, ..Config::for_tests() }).await;
    server.fault("*", Fault::Delay(Duration::from_millis(300)), Times::Always);
    let late = tokio::spawn(client.get_later("/api/test/all"));
    while server.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    let address = server.address();
    server.stop().await;
    let response = late.await.expect("no panic").expect("a response");
    assert_eq!(response.body, "Public Content.");
    assert!(tokio::net::TcpStream::connect(address).await.is_err(), "the server no longer listens");
}

#[tokio::test]
async fn dropping_the_server_stops_it() {
    let (server, client) = start(Config::for_tests()).await;
    assert_eq!(client.get("/api/test/all").await.status, 200);
    drop(server);
    let stopped = async { while client.try_send("GET", "/api/test/all", None).await.is_ok() {} };
    assert!(tokio::time::timeout(Duration::from_secs(5), stopped).await.is_ok());
}

#[tokio::test]
async fn requests_are_recorded_without_their_queries() {
    let (server, client) = start(Config::for_tests()).await;
    client.get("/api/test/user?token=secret").await;
    client.refresh().await;
    let recorded = |method: &str, path: &str, status| RecordedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        status,
        origin: Some(APP.to_owned()),
    };
    let expected = [recorded("GET", BOARD, 401), recorded("POST", "/api/auth/refreshtoken", 400)];
    assert_eq!(server.requests(), expected);
    assert_eq!(server.count("GET", BOARD), 1);
    server.clear_requests();
    assert_eq!(server.count("GET", BOARD), 0);
}

#[tokio::test]
async fn a_write_needs_a_user_and_is_counted() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        for method in ["POST", "PUT", "DELETE"] {
            let refused = client.send(method, "/api/test/write", Some(json!({}))).await.status;
            assert!(refused == 401 || refused == 403, "{like:?} {refused}");
        }
        assert_eq!(server.writes(), 0);
        client.sign_in("user", "evergreen").await;
        for (n, method) in ["POST", "PUT", "DELETE"].into_iter().enumerate() {
            let response = client.send(method, "/api/test/write", Some(json!({}))).await;
            assert_eq!(response.json()["writes"], n + 1);
        }
        assert_eq!(server.writes(), 3);
    }
    let config = Config { test_routes: false, ..Config::for_tests() };
    let (server, client) = start(config).await;
    assert_eq!(client.post("/api/test/write", json!({})).await.status, 404);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_url_has_the_host_localhost_and_works() {
    let (server, _) = start(Config::for_tests()).await;
    let port = server.address().port();
    assert_eq!(server.url(), format!("http://localhost:{port}"));
    assert_eq!(server.api(), format!("http://localhost:{port}/api"));
    let response = reqwest::get(format!("{}/test/all", server.api())).await.expect("a response");
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn expired_access_tokens_are_refused_and_new_ones_are_accepted() {
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
async fn users_of_the_spring_dialect_can_sign_in_again_after_a_revocation() {
    let (server, client) = start(Config { like: Like::Spring, ..Config::for_tests() }).await;
    client.sign_in("user", "evergreen").await;
    server.revoke_all().await;
    let refused = client.refresh().await;
    assert_eq!(refused.status, 403);
    let token = client.cookie("bezkoder-jwt-refresh").expect("a token");
    assert!(refused.body.contains(&token), "Spring's message contains the token");
    assert_eq!(Client::new(&server).sign_in("user", "evergreen").await.status, 200);
}
