//! Tests what an operator's tools read: health, metrics, identifiers of requests, and the log as JSON.

mod client;

use std::process::{Command, Stdio};

use client::{Client, Response, read, start};
use evergreen_backend::{Config, Server};
use serde_json::Value;

const REFRESH: &str = "evergreen-refresh";
const ID: &str = "x-request-id";

async fn with_metrics() -> (Server, Client, Client) {
    let address = "127.0.0.1:0".parse().ok();
    let (server, client) = start(Config { metrics: address, ..Config::for_tests() }).await;
    let operator = Client::at(server.metrics_address().expect("an address"));
    (server, client, operator)
}

async fn get(client: &Client, path: &str) -> Response {
    read(client.request("GET", path)).await.expect("a response")
}

/// Checks that the metrics contain this line.
fn assert_line(metrics: &str, line: &str) {
    assert!(metrics.lines().any(|other| other == line), "{line} is missing in {metrics}");
}

#[tokio::test]
async fn health_and_metrics_are_on_their_own_address_only() {
    let (_server, client, operator) = with_metrics().await;
    for path in ["/healthz", "/readyz"] {
        assert_eq!(get(&operator, path).await.status, 200, "{path}");
        assert_eq!(get(&client, path).await.status, 404, "{path}");
    }
    assert_eq!(get(&client, "/metrics").await.status, 404);
    assert_eq!(get(&operator, "/api/test/all").await.status, 404);
}

#[tokio::test]
async fn the_metrics_count_requests_and_refreshes() {
    let (server, client, operator) = with_metrics().await;
    assert_eq!(client.refresh().await.status, 400);
    client.sign_in("user", "wrong-one").await;
    client.sign_in("user", "evergreen").await;
    let old = Client::new(&server);
    old.take_cookies(&client);
    client.refresh().await;
    assert_eq!(old.refresh().await.status, 200, "within the grace period");
    server.advance(std::time::Duration::from_secs(60));
    let old_token = old.cookie(REFRESH).expect("a token");
    client.refresh().await;
    server.advance(std::time::Duration::from_secs(60));
    assert_eq!(old.refresh().await.status, 403, "reused");
    assert_eq!(client.refresh().await.status, 403, "revoked");
    client.set_cookie(REFRESH, "forged.1.mac");
    assert_eq!(client.refresh().await.status, 403, "unknown");
    get(&client, "/a/path/that/a/client/chose").await;
    read(client.request("BREW", "/api/test/all")).await.expect("a response");

    let events = client.stream("/api/auth/events").await;
    assert_eq!(events.status(), 401, "the session was revoked");
    client.sign_in("user", "evergreen").await;
    let _events = client.stream("/api/auth/events").await;
    let response = get(&operator, "/metrics").await;
    assert_eq!(response.status, 200);
    assert_line(&response.body, "evergreen_event_streams 1");
    assert!(response.header("content-type").starts_with("application/openmetrics-text"));
    for (outcome, count) in [("rotated", 2), ("within_grace", 1), ("reused", 1), ("revoked", 1), ("unknown", 1)] {
        assert_line(&response.body, &format!("evergreen_refreshes_total{{outcome=\"{outcome}\"}} {count}"));
    }
    let requests = |method: &str, route: &str, status: u16, count: usize| {
        let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
        assert_line(&response.body, &format!("evergreen_requests_total{{{labels}}} {count}"));
    };
    requests("POST", "/api/auth/signin", 401, 1);
    requests("POST", "/api/auth/signin", 200, 2);
    requests("POST", "/api/auth/refreshtoken", 200, 3);
    requests("GET", "other", 404, 1);
    requests("other", "/api/test/all", 405, 1);
    for line in ["evergreen_passwords{state=\"waiting\"} 0", "evergreen_passwords{state=\"running\"} 0"] {
        assert_line(&response.body, line);
    }
    assert!(response.body.contains("evergreen_database_connections{pool=\"write\",state=\"idle\"}"));
    assert!(response.body.contains("evergreen_request_duration_seconds_bucket{le=\"0.005\"}"));
    for secret in ["evergreen\"}", "wrong-one", "that/a/client", "BREW", &old_token] {
        assert!(!response.body.contains(secret), "{secret} is in {}", response.body);
    }
}

#[tokio::test]
async fn each_response_has_the_identifier_of_its_request() {
    let (_server, client) = start(Config::for_tests()).await;
    let with_id = |id: &str| client.request("GET", "/api/test/all").header(ID, id);
    assert_eq!(read(with_id("4bf92f3577b3")).await.expect("a response").header(ID), "4bf92f3577b3");
    let (one, two) = (client.get("/api/test/all").await, client.get("/api/test/all").await);
    assert!(one.header(ID).len() == 32 && one.header(ID) != two.header(ID), "{one:?}");
    let token = read(with_id("family.1.mac")).await.expect("a response");
    assert!(token.header(ID).len() == 32, "a text that may be a token is not taken: {token:?}");
}

#[tokio::test]
async fn the_log_is_json_with_identifiers_and_without_secrets() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
    command.args(["--address", "127.0.0.1:0", "--demo", "--database", "memory", "--log-format", "json"]);
    command.args(["--log", "trace"]).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.stderr(std::fs::File::create(&log).expect("a file")).spawn().expect("the command starts");
    let mut line = String::new();
    let stdout = child.stdout.take().expect("its output");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut line).expect("a line");
    let port = line.trim().rsplit(':').next().expect("a port");
    let client = Client::at(format!("127.0.0.1:{port}").parse().expect("an address"));
    let signed_in = client.sign_in("user", "evergreen").await;
    let used = client.cookie(REFRESH).expect("a token");
    let refreshed = client.refresh().await;
    assert_eq!((signed_in.status.as_u16(), refreshed.status.as_u16()), (200, 200));
    client.set_cookie(REFRESH, &used);
    assert_eq!(client.refresh().await.status, 200, "within the grace period");
    child.kill().expect("it is running");
    child.wait().expect("it ends");

    let log = std::fs::read_to_string(&log).expect("the log");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for response in [&signed_in, &refreshed] {
        let id = response.header(ID);
        let line = lines.iter().find(|line| line["span"]["id"] == id && line["message"] == "responded");
        let line = line.unwrap_or_else(|| panic!("{id} is not in {log}"));
        assert_eq!((&line["level"], &line["status"]), (&Value::from("INFO"), &Value::from(200)));
    }
    let uses = lines.iter().filter(|line| {
        line["message"] == "a replaced refresh token was used again within its grace period" && line["user"] == 1
    });
    assert_eq!(uses.count(), 1, "{log}");
    let access = client.cookie("evergreen-access").expect("a token");
    let current = client.cookie(REFRESH).expect("a token");
    for secret in ["\"evergreen\"", &access, &used, &current] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
