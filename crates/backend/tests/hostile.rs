//! What nobody should send: foreign origins, other content types, broken, huge and slow bodies, forged tokens.
//! It must not know what a well-behaved client gets.

mod client;

use std::time::{Duration, Instant};

use client::{APP, Answer, Client, read, start};
use evergreen_backend::{Config, Like, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const POSTS: [&str; 4] = ["/api/auth/signup", "/api/auth/signin", "/api/auth/refreshtoken", "/api/auth/signout"];

fn assert_message(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    let body = answer.json();
    let body = body.as_object().expect("an object");
    assert_eq!(body.len(), 1);
    assert!(body["message"].is_string());
    assert!(answer.cookies().is_empty());
}

#[tokio::test]
async fn a_foreign_origin_may_not_post_in_any_dialect() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        client.sign_in("user", "evergreen").await;
        for origin in ["http://evil.example", "null", "http://localhost:8081.evil.example", "http://localhost:80810"] {
            for path in POSTS {
                let request = client.request("POST", path).header("Origin", origin);
                let answer = read(request.json(&json!({}))).await.expect("an answer");
                assert_eq!(answer.status, 403, "{like:?} {origin} {path}");
                assert!(answer.headers.get("access-control-allow-origin").is_none());
                assert!(answer.cookies().is_empty());
            }
            for method in ["PUT", "DELETE"] {
                let request = client.request(method, "/api/test/write").header("Origin", origin);
                assert_eq!(read(request).await.expect("an answer").status, 403);
            }
        }
        assert_eq!(server.writes(), 0);
        assert_eq!(client.get("/api/test/user").await.status, 200, "nobody was signed out");
    }
}

#[tokio::test]
async fn no_origin_is_no_browser() {
    let (_server, client) = start(Config::for_tests()).await;
    let body = json!({"username": "user", "password": "evergreen"});
    let answer = read(client.request("POST", POSTS[1]).json(&body)).await.expect("an answer");
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn only_json_is_taken() {
    let (_server, client) = start(Config::for_tests()).await;
    let types = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/jsonp",
        "",
        "text/json",
    ];
    for path in POSTS {
        for content_type in types {
            let request = client.request("POST", path).header("Origin", APP);
            let request = request.header("Content-Type", content_type).body("{}");
            assert_message(&read(request).await.expect("an answer"), 415);
        }
        let bare = client.request("POST", path).header("Origin", APP);
        assert_message(&read(bare).await.expect("an answer"), 415);
    }
    let request = client.request("POST", POSTS[3]).body("{}");
    let request = request.header("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(read(request).await.expect("an answer").status, 200);
}

#[tokio::test]
async fn broken_bodies_are_answered_with_a_message() {
    let (_server, client) = start(Config::for_tests()).await;
    let deep = "[".repeat(8000);
    let bodies: [&[u8]; 12] = [
        b"",
        b"garbage",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        deep.as_bytes(),
        br#"{"username":1,"password":2,"email":3}"#,
        br#"{"username":"amy","username":"bob","email":"a@example.org","password":"secret12"}"#,
        br#"{"username":null,"email":"a@example.org","password":"secret12"}"#,
        br#"{"username":"\ud800","email":"a@example.org","password":"secret12"}"#,
    ];
    for path in &POSTS[..2] {
        for body in bodies {
            let request = client.request("POST", path).header("Content-Type", "application/json");
            let answer = read(request.body(body.to_vec())).await.expect("an answer");
            assert_message(&answer, 400);
        }
    }
}

#[tokio::test]
async fn nothing_in_a_name_is_more_than_a_name() {
    let (_server, client) = start(Config::for_tests()).await;
    for name in ["' OR '1'='1", "user'--", "%", "us_r", "user\u{0}"] {
        assert_eq!(client.sign_in(name, "evergreen").await.status, 401, "{name}");
    }
    assert_eq!(client.sign_up("a'; DROP TABLE--", "x@example.org", "secret12").await.status, 200);
    assert_eq!(client.sign_in("a'; DROP TABLE--", "secret12").await.status, 200);
}

#[tokio::test]
async fn huge_bodies_are_413() {
    let (_server, client) = start(Config::for_tests()).await;
    let body = json!({"username": "user", "password": "a".repeat(17 * 1024)});
    assert_message(&client.post("/api/auth/signin", body).await, 413);
    let body = json!({"username": "user", "password": "a".repeat(15 * 1024)});
    assert_eq!(client.post("/api/auth/signin", body).await.status, 401);
}

#[tokio::test]
async fn forged_access_tokens_are_401() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("admin", "evergreen").await;
    let token = client.cookie("evergreen-access").expect("a token");
    let parts: Vec<_> = token.split('.').collect();
    // {"alg":"none","typ":"JWT"} and {"alg":"HS384","typ":"JWT"}
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let other = "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9";
    // The refresh token is signed with a key made of the same secret.
    let refresh = client.cookie("evergreen-refresh").expect("a token");
    for forged in [
        "x".to_owned(),
        "..".to_owned(),
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{other}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], refresh.rsplit('.').next().unwrap()),
        format!("{}.{}", parts[0], parts[1]),
        refresh,
        "a".repeat(3000),
    ] {
        let thief = Client::new(&server);
        thief.take_cookies(&client);
        thief.set_cookie("evergreen-access", &forged);
        assert_eq!(thief.get("/api/test/admin").await.status, 401, "{forged}");
        assert_eq!(thief.post("/api/auth/signout", json!({})).await.status, 200);
    }
    assert_eq!(client.get("/api/test/admin").await.status, 200);
}

#[tokio::test]
async fn slow_requests_are_given_up() {
    let (server, client) = start(Config::for_tests()).await;
    let head = "POST /api/auth/signin HTTP/1.1\r\nHost: localhost\r\n";
    let body = format!("{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
    let (slow_head, slow_body) = tokio::join!(trickle(&server, head), trickle(&server, &body));
    assert!(slow_head.is_empty() || slow_head.starts_with("HTTP/1.1 408"), "{slow_head}");
    assert!(slow_body.starts_with("HTTP/1.1 408"), "{slow_body}");
    assert_eq!(client.get("/api/test/all").await.status, 200);
}

/// Sends a part of a request and waits; what came until the connection ended.
async fn trickle(server: &Server, part: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    stream.write_all(part.as_bytes()).await.expect("sent");
    let (began, mut got) = (Instant::now(), String::new());
    let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut got)).await;
    assert!(ended.is_ok(), "given up within 20 s");
    assert!(began.elapsed() > Duration::from_secs(5), "but not at once");
    got
}

#[tokio::test]
async fn a_client_that_goes_away_leaves_nothing_half_done() {
    let (server, client) = start(Config::for_tests()).await;
    let body = r#"{"username":"amy","email":"amy@example.org","password":"secret12"}"#;
    let length = body.len();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let request = format!(
            "POST /api/auth/signup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        drop(stream);
    }
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    assert_eq!(client.refresh().await.status, 200);
}
