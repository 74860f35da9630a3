//! Tests invalid requests: foreign origins, other content types, invalid, large and slow bodies, and forged tokens.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Like, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{APP, Client, Response, read, start};

const POSTS: [&str; 4] = ["/api/auth/signup", "/api/auth/signin", "/api/auth/refreshtoken", "/api/auth/signout"];

fn assert_message(response: &Response, status: u16) {
    assert_eq!(response.status, status, "{response:?}");
    let body = response.json();
    let body = body.as_object().expect("an object");
    assert_eq!(body.len(), 1);
    assert!(body["message"].is_string());
    assert!(response.cookies().is_empty());
}

#[tokio::test]
async fn all_dialects_refuse_writes_of_foreign_origins() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (server, client) = start(Config { like, ..Config::for_tests() }).await;
        client.sign_in("user", "evergreen").await;
        for origin in ["http://evil.example", "null", "http://localhost:8081.evil.example", "http://localhost:80810"] {
            for path in POSTS {
                let request = client.request("POST", path).header("Origin", origin);
                let response = read(request.json(&json!({}))).await.expect("a response");
                assert_eq!(response.status, 403, "{like:?} {origin} {path}");
                assert!(response.headers.get("access-control-allow-origin").is_none());
                assert!(response.cookies().is_empty());
            }
            for method in ["PUT", "DELETE"] {
                let request = client.request(method, "/api/test/write").header("Origin", origin);
                assert_eq!(read(request).await.expect("a response").status, 403);
            }
        }
        assert_eq!(server.writes(), 0);
        assert_eq!(client.get("/api/test/user").await.status, 200, "nobody was signed out");
    }
}

#[tokio::test]
async fn requests_without_origin_are_accepted() {
    let (_server, client) = start(Config::for_tests()).await;
    let body = json!({"username": "user", "password": "evergreen"});
    let response = read(client.request("POST", POSTS[1]).json(&body)).await.expect("a response");
    assert_eq!(response.status, 200);
}

/// Without `Origin`, the header `Sec-Fetch-Site` shows that a page of another origin has caused the request.
#[tokio::test]
async fn requests_that_a_foreign_page_has_caused_are_refused_without_origin_too() {
    let (server, client) = start(Config::for_tests()).await;
    let status = async |method: &str, headers: &[(&'static str, &'static str)]| {
        let path = if method == "POST" { POSTS[3] } else { "/api/test/all" };
        let request = client.request(method, path).header("Content-Type", "application/json").body("{}");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        read(request).await.expect("a response").status.as_u16()
    };
    for (site, expected) in
        [("cross-site", 403), ("same-site", 403), ("else", 403), ("same-origin", 200), ("none", 200)]
    {
        let site = ("Sec-Fetch-Site", site);
        for method in ["GET", "POST"] {
            assert_eq!(status(method, &[site]).await, expected, "{method} {site:?}");
            assert_eq!(status(method, &[site, ("Origin", APP)]).await, 200, "{method} {site:?}");
        }
        let link = [site, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        assert_eq!(status("GET", &link).await, 200, "a link");
        assert_eq!(status("POST", &link).await, expected, "a form");
        let frame = [site, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")];
        assert_eq!(status("GET", &frame).await, expected, "a frame");
    }
    server.stop().await;
}

#[tokio::test]
async fn only_json_is_accepted() {
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
            assert_message(&read(request).await.expect("a response"), 415);
        }
        let bare = client.request("POST", path).header("Origin", APP);
        assert_message(&read(bare).await.expect("a response"), 415);
    }
    let request = client.request("POST", POSTS[3]).body("{}");
    let request = request.header("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(read(request).await.expect("a response").status, 200);
}

#[tokio::test]
async fn invalid_bodies_get_400_with_a_message() {
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
            let response = read(request.body(body.to_vec())).await.expect("a response");
            assert_message(&response, 400);
        }
    }
}

#[tokio::test]
async fn usernames_cannot_inject_sql() {
    let (_server, client) = start(Config::for_tests()).await;
    for name in ["' OR '1'='1", "user'--", "%", "us_r", "user\u{0}"] {
        assert_eq!(client.sign_in(name, "evergreen").await.status, 401, "{name}");
    }
    assert_eq!(client.sign_up("a'; DROP TABLE--", "x@example.org", "secret12").await.status, 200);
    assert_eq!(client.sign_in("a'; DROP TABLE--", "secret12").await.status, 200);
}

#[tokio::test]
async fn the_character_nul_is_no_error_of_the_server() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (_server, client) = start(Config { like, ..Config::for_tests() }).await;
        for (username, email) in [("amy\u{0}", "amy@example.org"), ("amy", "amy\u{0}@example.org")] {
            let signed_up = client.sign_up(username, email, "secret12").await;
            assert!(signed_up.status.is_client_error(), "{like:?}: {signed_up:?}");
            let signed_in = client.sign_in(username, "sec\u{0}ret").await;
            assert!(signed_in.status.is_client_error(), "{like:?}: {signed_in:?}");
        }
    }
}

#[tokio::test]
async fn large_bodies_get_413() {
    let (_server, client) = start(Config::for_tests()).await;
    let body = json!({"username": "user", "password": "a".repeat(17 * 1024)});
    assert_message(&client.post("/api/auth/signin", body).await, 413);
    let body = json!({"username": "user", "password": "a".repeat(15 * 1024)});
    assert_eq!(client.post("/api/auth/signin", body).await.status, 401);
}

#[tokio::test]
async fn forged_access_tokens_get_401() {
    let (server, client) = start(Config::for_tests()).await;
    client.sign_in("admin", "evergreen").await;
    let token = client.cookie("evergreen-access").expect("a token");
    let parts: Vec<_> = token.split('.').collect();
    // These are {"alg":"none","typ":"JWT"} and {"alg":"HS384","typ":"JWT"} in base64url.
    let none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
    let other = "eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9";
    // The server signs access tokens and refresh tokens with two keys, which it derives from one common key. Still, it
    // must not accept the refresh token as an access token, or an access token with the refresh token's MAC.
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
        let attacker = Client::new(&server);
        attacker.take_cookies(&client);
        attacker.set_cookie("evergreen-access", &forged);
        assert_eq!(attacker.get("/api/test/admin").await.status, 401, "{forged}");
        assert_eq!(attacker.post("/api/auth/signout", json!({})).await.status, 200);
    }
    assert_eq!(client.get("/api/test/admin").await.status, 200);
}

#[tokio::test]
async fn slow_requests_time_out() {
    let (server, client) = start(Config::for_tests()).await;
    let head = "POST /api/auth/signin HTTP/1.1\r\nHost: localhost\r\n";
    let body = format!("{head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
    let (slow_head, slow_body) = tokio::join!(send_start(&server, head), send_start(&server, &body));
    assert!(slow_head.is_empty() || slow_head.starts_with("HTTP/1.1 408"), "{slow_head}");
    assert!(slow_body.starts_with("HTTP/1.1 408"), "{slow_body}");
    assert_eq!(client.get("/api/test/all").await.status, 200);
}

/// Sends the start of a request, and returns everything that the server sends until it closes the connection. Checks
/// that the server closes the connection after 5 to 20 seconds.
async fn send_start(server: &Server, part: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    stream.write_all(part.as_bytes()).await.expect("sent");
    let (started, mut received) = (Instant::now(), String::new());
    let closed = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut received)).await;
    assert!(closed.is_ok(), "the connection is closed within 20 s");
    assert!(started.elapsed() > Duration::from_secs(5), "the connection is not closed immediately");
    received
}

#[tokio::test]
async fn clients_that_close_the_connection_early_do_no_harm() {
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

/// Sends requests to known paths with methods that these paths do not have. The recordings of the real servers contain
/// no request of this kind, so the test itself says how each server responds. Spring Boot rejects the method before it
/// calls a controller, and responds with its masked error. Express finds no route for the method, and sends the same
/// response as for an unknown path. The recordings have that response, and it has no header `Allow`.
#[tokio::test]
async fn a_board_with_another_method_gets_the_response_of_the_imitated_server() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let (_server, client) = start(Config { like, ..Config::for_tests() }).await;
        assert_eq!(client.sign_in("admin", "evergreen").await.status, 200);
        for (method, path) in [("DELETE", "/api/test/all"), ("PUT", "/api/test/admin"), ("PATCH", "/api/auth/signin")] {
            let response = client.send(method, path, None).await;
            assert_eq!(response.header("access-control-allow-origin"), APP, "{like:?} {response:?}");
            match like {
                Like::Own => {
                    assert_eq!(response.status, 405, "{response:?}");
                    assert_eq!(response.json()["message"], "This address does not take this method.");
                    assert!(!response.header("allow").is_empty(), "{response:?}");
                }
                Like::Spring => {
                    assert_eq!(response.status, 401, "{response:?}");
                    assert_eq!(response.json()["path"], "/error");
                }
                Like::Node => {
                    assert_eq!(response.status, 404, "{response:?}");
                    assert!(response.body.contains(&format!("<pre>Cannot {method} {path}</pre>")), "{response:?}");
                    assert!(!response.headers.contains_key("allow"), "{response:?}");
                }
            }
        }
    }
}
