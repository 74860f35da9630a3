//! Tests the headers for pages of other origins: CORS, preflights, and `Strict-Transport-Security`.

use evergreen_backend::Config;
use serde_json::json;

use crate::client::{APP, read, start};

#[tokio::test]
async fn all_responses_have_cors_headers_for_allowed_origins_only() {
    let (server, client) = start(Config::for_tests()).await;
    for (method, path) in [
        ("GET", "/api/test/all"),
        ("GET", "/api/test/user"),
        ("GET", "/nothing"),
        ("DELETE", "/api/auth/signin"),
        ("POST", "/api/auth/refreshtoken"),
    ] {
        let response = client.send(method, path, Some(json!({}))).await;
        assert_eq!(response.header("access-control-allow-origin"), APP, "{path}");
        assert_eq!(response.header("access-control-allow-credentials"), "true");
        assert_eq!(response.header("vary"), "Origin");
        let foreign = client.request("GET", path).header("Origin", "http://evil.example");
        let foreign = read(foreign).await.expect("a response");
        assert!(foreign.headers.get("access-control-allow-origin").is_none());
    }
    server.allow_origin("http://localhost:4711");
    let other = client.request("GET", "/api/test/all").header("Origin", "http://localhost:4711");
    let other = read(other).await.expect("a response");
    assert_eq!(other.header("access-control-allow-origin"), "http://localhost:4711");
}

#[tokio::test]
async fn https_is_enforced_if_a_page_of_another_host_uses_it() {
    let origins = |origin: &str| vec![APP.to_owned(), origin.to_owned()];
    for (origin, expected) in [
        ("https://app.example.org", "max-age=31536000"),
        ("http://app.example.org", ""),
        ("https://localhost:8443", ""),
    ] {
        let config = Config { origins: origins(origin), demo: false, ..Config::for_tests() };
        let (_server, client) = start(config).await;
        for path in ["/api/test/all", "/nothing"] {
            let response = client.get(path).await;
            assert_eq!(response.header("strict-transport-security"), expected, "{origin}");
            assert_eq!(response.header("cross-origin-resource-policy"), "same-origin");
        }
    }
}

#[tokio::test]
async fn a_preflight_is_valid_for_an_hour_and_for_allowed_origins_only() {
    let (server, client) = start(Config::for_tests()).await;
    let preflight = |origin: &str| {
        client
            .request("OPTIONS", "/api/auth/signin")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
    };
    let response = read(preflight(APP)).await.expect("a response");
    assert_eq!(response.status, 204);
    assert_eq!(response.header("access-control-allow-origin"), APP);
    assert_eq!(response.header("access-control-allow-credentials"), "true");
    assert_eq!(response.header("access-control-max-age"), "3600");
    assert!(response.header("access-control-allow-methods").contains("POST"));
    assert!(response.header("access-control-allow-headers").contains("Content-Type"));
    let foreign = read(preflight("http://localhost:8082")).await.expect("a response");
    assert!(foreign.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    assert!(server.requests().is_empty(), "preflights are not recorded as requests");
    assert_eq!(server.preflights(), 2);
    server.clear_requests();
    assert_eq!(server.preflights(), 0);
}
