//! Plays the recordings of the two real servers against their dialects: status, body and recorded headers.
//! It must not know any route: everything comes from the recordings.

mod client;

use std::collections::HashMap;
use std::path::Path;

use client::{APP, Client, read, start};
use evergreen_backend::{Config, Like, Server};
use serde_json::Value;

/// What stands for anything in a recording. HTML has angle brackets too, so they are named.
const PLACEHOLDERS: [&str; 4] = ["<access token>", "<refresh token>", "<time>", "<signature>"];

#[tokio::test]
async fn the_spring_recording_plays() {
    play("spring.json", Like::Spring).await;
}

#[tokio::test]
async fn the_node_recording_plays() {
    play("node.json", Like::Node).await;
}

async fn play(name: &str, like: Like) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wire").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let steps: Vec<Value> = serde_json::from_str(&text).expect("a recording");
    assert!(steps.len() > 20, "the recording is whole");
    // As recorded: nobody has an account yet.
    let config = Config { like, demo: false, ..Config::for_tests() };
    let (server, client) = start(config).await;
    let mut known = HashMap::new();
    for step in &steps {
        let failures = play_step(&server, &client, step, &mut known).await;
        assert!(failures.is_empty(), "{name}, {}: {failures:#?}", step["name"]);
    }
}

/// One step; what differs from the recording.
async fn play_step(server: &Server, client: &Client, step: &Value, known: &mut HashMap<String, String>) -> Vec<String> {
    match step["before"].as_str() {
        None => {}
        Some("all refresh tokens expire") => server.expire_refresh_tokens().await,
        Some(other) => panic!("cannot do before a step: {other}"),
    }
    let (asked, recorded) = (&step["request"], &step["response"]);
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut request = client.request(&text(&asked["method"]), &text(&asked["path"])).header("Origin", APP);
    if let Some(body) = asked.get("body") {
        request = request.header("Content-Type", "application/json").body(body.to_string());
    }
    if let Some(raw) = asked.get("raw") {
        request = request.body(text(raw));
    }
    for (name, value) in asked["headers"].as_object().into_iter().flatten() {
        request = request.header(name, text(value));
    }
    let cookies = asked["cookies"].as_array().expect("cookies");
    let cookies: Vec<_> = cookies.iter().map(|cookie| fill(&text(cookie), known)).collect();
    if !cookies.is_empty() {
        request = request.header("Cookie", cookies.join("; "));
    }

    let answer = read(request).await.expect("an answer");
    let mut failures = Vec::new();
    let mut expect = |what: &str, wanted: &str, got: &str| match matches(wanted, got) {
        Some(found) => known.extend(found),
        None => failures.push(format!("{what}: wanted {wanted:?}, got {got:?}")),
    };
    expect("status", &recorded["status"].to_string(), answer.status.as_str());
    // A recorded body may be cut short by an ellipsis.
    let wanted = text(&recorded["body"]);
    match wanted.strip_suffix('…') {
        Some(start) => {
            let got: String = answer.body.chars().take(start.chars().count()).collect();
            expect("start of the body", start, &got);
        }
        None => expect("body", &wanted, &answer.body),
    }
    let headers = recorded["headers"].as_object().expect("headers");
    let mut cookies = Vec::new();
    for (name, value) in headers {
        match value.as_array() {
            Some(list) => cookies.extend(list.iter().map(text)),
            None => expect(name, &text(value), answer.header(name)),
        }
    }
    let got = answer.cookies();
    expect("number of cookies", &cookies.len().to_string(), &got.len().to_string());
    for (wanted, got) in cookies.iter().zip(&got) {
        expect("cookie", wanted, got);
    }
    // What the recording lacks must not come either, where it decides what a page may read.
    for name in answer.headers.keys() {
        let name = name.as_str();
        if name.starts_with("access-control-") && !headers.contains_key(name) {
            failures.push(format!("{name} came, and was not recorded"));
        }
    }
    failures
}

/// The recorded text with its placeholders replaced by what the server last gave for them.
fn fill(text: &str, known: &HashMap<String, String>) -> String {
    PLACEHOLDERS
        .iter()
        .fold(text.to_owned(), |text, name| known.get(*name).map_or(text.clone(), |value| text.replace(name, value)))
}

/// What the placeholders of a recorded text stand for in the text that came; nothing if the two differ otherwise.
fn matches(wanted: &str, got: &str) -> Option<HashMap<String, String>> {
    let first = PLACEHOLDERS.iter().filter_map(|name| Some((wanted.find(name)?, *name))).min();
    let Some((at, name)) = first else {
        return (wanted == got).then(HashMap::new);
    };
    let got = got.strip_prefix(&wanted[..at])?;
    let rest = &wanted[at + name.len()..];
    // Up to what follows next, which is text in every recording.
    let next = PLACEHOLDERS.iter().filter_map(|name| rest.find(name)).min().unwrap_or(rest.len());
    let length = if rest.is_empty() { got.len() } else { got.find(&rest[..next])? };
    let value = &got[..length];
    if value.is_empty() {
        return None;
    }
    let mut found = matches(rest, &got[length..])?;
    found.entry(name.to_owned()).or_insert_with(|| value.to_owned());
    Some(found)
}

#[test]
fn placeholders_stand_for_something() {
    let found = matches("a=<access token>; x=<time>", "a=12; x=3").expect("they match");
    assert_eq!(found["<access token>"], "12");
    assert_eq!(found["<time>"], "3");
    assert!(matches("a=<access token>; x", "a=; x").is_none());
    assert!(matches("<pre>a</pre>", "<pre>b</pre>").is_none());
}
