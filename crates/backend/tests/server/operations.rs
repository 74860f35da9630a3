//! Tests what an operator's tools read: health, metrics, identifiers of requests, and the log as JSON.

use evergreen_backend::{Argon2Cost, Config, Server};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::client::database::DATABASE_PASSWORD;
use crate::client::refreshes::REFRESH;
use crate::client::{Client, Response, on_tested_database, read, start, wait_until};
use crate::process::{Process, server_command};

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
    let trusted_proxies = vec!["127.0.0.1".to_owned()];
    let (_server, proxy) = start(Config { trusted_proxies, ..Config::for_tests() }).await;
    let with_id = async |client: &Client, id: &str| {
        let response = read(client.request("GET", "/api/test/all").header(ID, id)).await.expect("a response");
        response.header(ID).to_owned()
    };
    assert_eq!(with_id(&proxy, "4bf92f3577b3").await, "4bf92f3577b3");
    let (one, two) = (proxy.get("/api/test/all").await, proxy.get("/api/test/all").await);
    assert!(one.header(ID).len() == 32 && one.header(ID) != two.header(ID), "{one:?}");
    assert_eq!(with_id(&proxy, "family.1.mac").await.len(), 32, "a text that may be a token is not taken");
    let (_server, stranger) = start(Config::for_tests()).await;
    assert_eq!(with_id(&stranger, "4bf92f3577b3").await.len(), 32, "only a trusted proxy can choose an identifier");
}

/// Clients close their connections before the server has responded. The metrics must count their requests with status
/// 499. A status of 5xx would look like a failure of the server, but the server has not failed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_is_counted_as_such() {
    const COUNT: usize = 40;
    // The passwords are hashed so slowly that most clients leave before it is their turn.
    let argon2 = Argon2Cost { passes: 20, ..Argon2Cost::default() };
    let metrics = "127.0.0.1:0".parse().ok();
    let (server, _client) = start(Config { metrics, argon2, ..Config::for_tests() }).await;
    let operator = Client::at(server.metrics_address().expect("an address"));
    let mut clients = Vec::new();
    for number in 10..10 + COUNT {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let request = format!(
            "POST /api/auth/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: 46\r\n\r\n{{\"username\":\"nobody{number}\",\"password\":\"wrong-one\"}}"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        clients.push(stream);
    }
    wait_until("all requests have arrived", async || server.requests().len() == COUNT).await;
    drop(clients);
    let mut counts = Vec::new();
    wait_until("all requests are counted", async || {
        let metrics = get(&operator, "/metrics").await.body;
        let signins = metrics.lines().filter_map(|line| {
            let line =
                line.strip_prefix("evergreen_requests_total{method=\"POST\",route=\"/api/auth/signin\",status=\"")?;
            let (status, count) = line.split_once("\"} ")?;
            Some((status.to_owned(), count.parse::<usize>().expect("a number")))
        });
        counts = signins.collect();
        counts.iter().map(|(_, count)| count).sum::<usize>() == COUNT
    })
    .await;
    assert!(counts.iter().any(|(status, count)| status == "499" && *count >= COUNT / 2), "{counts:?}");
    assert!(counts.iter().all(|(status, _)| !status.starts_with('5')), "{counts:?}");
}

#[tokio::test]
async fn the_log_is_json_with_identifiers_and_without_secrets() {
    let directory = tempfile::tempdir().expect("a directory");
    let log = directory.path().join("log");
    let config = on_tested_database(Config::for_tests());
    let mut command = server_command(&config, &["--demo", "--log-format", "json", "--log", "trace"]);
    let mut process = Process::start(command.stderr(std::fs::File::create(&log).expect("a file")));
    let client = Client::at(process.wait_until_it_listens());
    let signed_in = client.sign_in("user", "evergreen").await;
    let used = client.cookie(REFRESH).expect("a token");
    let refreshed = client.refresh().await;
    assert_eq!((signed_in.status.as_u16(), refreshed.status.as_u16()), (200, 200));
    client.set_cookie(REFRESH, &used);
    assert_eq!(client.refresh().await.status, 200, "within the grace period");
    // The log is written a moment after the response.
    wait_until("the last refresh is in the log", async || {
        std::fs::read_to_string(&log).expect("the log").contains("within its grace period")
    })
    .await;
    process.kill();

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
    for secret in [DATABASE_PASSWORD, "\"evergreen\"", &access, &used, &current] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
