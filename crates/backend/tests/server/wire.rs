//! Compares the dialects `spring` and `node` with the two real servers that they imitate. The files `tests/wire/*.json`
//! of the workspace contain requests to the real servers and the responses of these servers. The tests send the same
//! requests to the companion server, and compare the status, the body and the headers of each response with those of
//! the recorded response.

use std::collections::HashMap;
use std::path::Path;

use evergreen_backend::{Config, Like, Server};
use serde_json::Value;

use crate::client::{APP, Client, read, start};

/// The placeholders in the recordings. Each placeholder matches any text that is not empty. All other texts in angle
/// brackets are HTML.
const PLACEHOLDERS: [&str; 4] = ["<access token>", "<refresh token>", "<time>", "<signature>"];

#[tokio::test]
async fn the_spring_dialect_matches_its_recording() {
    play("spring.json", Like::Spring).await;
}

#[tokio::test]
async fn the_node_dialect_matches_its_recording() {
    play("node.json", Like::Node).await;
}

async fn play(name: &str, like: Like) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wire").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let steps: Vec<Value> = serde_json::from_str(&text).expect("a recording");
    assert!(steps.len() > 20, "the recording is complete");
    // The real server had no users when the recording began. So no demo accounts are created here.
    let config = Config { like, demo: false, ..Config::for_tests() };
    let (server, client) = start(config).await;
    let mut known = HashMap::new();
    for step in &steps {
        let failures = play_step(&server, &client, step, &mut known).await;
        assert!(failures.is_empty(), "{name}, {}: {failures:#?}", step["name"]);
    }
}

/// Sends the request of one step, and returns the differences between the response and the recording. `known` maps each
/// placeholder to the last value that the server sent for it.
async fn play_step(server: &Server, client: &Client, step: &Value, known: &mut HashMap<String, String>) -> Vec<String> {
    match step["before"].as_str() {
        None => {}
        Some("all refresh tokens expire") => server.expire_refresh_tokens().await,
        Some(other) => panic!("unknown action before a step: {other}"),
    }
    let (recorded_request, recorded) = (&step["request"], &step["response"]);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut request =
        client.request(&text(&recorded_request["method"]), &text(&recorded_request["path"])).header("Origin", APP);
    if let Some(body) = recorded_request.get("body") {
        request = request.header("Content-Type", "application/json").body(body.to_string());
    }
    if let Some(raw) = recorded_request.get("raw") {
        request = request.body(text(raw));
    }
    for (name, value) in recorded_request["headers"].as_object().into_iter().flatten() {
        request = request.header(name, text(value));
    }
    let cookies = recorded_request["cookies"].as_array().expect("cookies");
    let cookies: Vec<_> = cookies.iter().map(|cookie| fill(&text(cookie), known)).collect();
    if !cookies.is_empty() {
        request = request.header("Cookie", cookies.join("; "));
    }

    let response = read(request).await.expect("a response");
    let mut failures = Vec::new();
    let mut expect = |what: &str, expected: &str, received: &str| match matches(expected, received) {
        Some(found) => known.extend(found),
        None => failures.push(format!("{what}: expected {expected:?}, received {received:?}")),
    };
    expect("status", &recorded["status"].to_string(), response.status.as_str());
    // A recorded body that ends with an ellipsis was shortened.
    let expected = text(&recorded["body"]);
    match expected.strip_suffix('…') {
        Some(start) => {
            let received: String = response.body.chars().take(start.chars().count()).collect();
            expect("start of the body", start, &received);
        }
        None => expect("body", &expected, &response.body),
    }
    let headers = recorded["headers"].as_object().expect("headers");
    let mut cookies = Vec::new();
    for (name, value) in headers {
        match value.as_array() {
            Some(list) => cookies.extend(list.iter().map(text)),
            None => expect(name, &text(value), response.header(name)),
        }
    }
    let received = response.cookies();
    expect("number of cookies", &cookies.len().to_string(), &received.len().to_string());
    for (expected, received) in cookies.iter().zip(&received) {
        expect("cookie", expected, received);
    }
    // CORS headers decide what a page may read, and `Allow` which methods a client may use. So the response must not
    // have such a header that is not in the recording.
    for name in response.headers.keys() {
        let name = name.as_str();
        if (name.starts_with("access-control-") || name == "allow") && !headers.contains_key(name) {
            failures.push(format!("{name} is not in the recording"));
        }
    }
    failures
}

/// Replaces each placeholder in a recorded text by the last value that the server sent for it. A placeholder without
/// such a value stays in the text.
fn fill(text: &str, known: &HashMap<String, String>) -> String {
    PLACEHOLDERS
        .iter()
        .fold(text.to_owned(), |text, name| known.get(*name).map_or(text.clone(), |value| text.replace(name, value)))
}

/// Compares a recorded text with a received text. If they match, returns the value of each placeholder; otherwise
/// `None`.
fn matches(expected: &str, received: &str) -> Option<HashMap<String, String>> {
    let first = PLACEHOLDERS.iter().filter_map(|name| Some((expected.find(name)?, *name))).min();
    let Some((at, name)) = first else {
        return (expected == received).then(HashMap::new);
    };
    let received = received.strip_prefix(&expected[..at])?;
    let rest = &expected[at + name.len()..];
    // The value of the placeholder ends where the recorded text after the placeholder is found in `received`. So a
    // recording must have some text between two placeholders. If the placeholder is at the end of the recorded text,
    // its value is all that is left of `received`.
    let next = PLACEHOLDERS.iter().filter_map(|name| rest.find(name)).min().unwrap_or(rest.len());
    let length = if rest.is_empty() { received.len() } else { received.find(&rest[..next])? };
    let value = &received[..length];
    if value.is_empty() {
        return None;
    }
    let mut found = matches(rest, &received[length..])?;
    found.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    Some(found)
}

#[test]
fn placeholders_match_any_text_except_an_empty_one() {
    let found = matches("a=<access token>; x=<time>", "a=12; x=3").expect("they match");
    assert_eq!(found["<access token>"], "12");
    assert_eq!(found["<time>"], "3");
    assert!(matches("a=<access token>; x", "a=; x").is_none());
    assert!(matches("<pre>a</pre>", "<pre>b</pre>").is_none());
}
