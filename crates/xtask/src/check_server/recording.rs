//! Answers for the tests of the judges: those that the two real servers gave, from `tests/wire/`, and made-up ones.
//! It must not know what they are judged to be.

use super::answer::Answer;
use serde_json::Value;
use std::fs;

/// What a real server (`spring` or `node`) answered in the step of this name, the first one where there are several.
pub(super) fn recorded(server: &str, name: &str) -> Answer {
    let path = crate::project::root().join("tests/wire").join(server).with_extension("json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let steps: Vec<Value> = serde_json::from_str(&text).expect("a recording");
    let step = steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name}"));
    let response = &step["response"];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut headers = Vec::new();
    for (name, value) in response["headers"].as_object().expect("headers") {
        match value.as_array() {
            Some(values) => headers.extend(values.iter().map(|value| (name.clone(), text(value)))),
            None => headers.push((name.clone(), text(value))),
        }
    }
    let status = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).expect("a status");
    Answer { status, headers, body: text(&response["body"]) }
}

/// An answer of no server.
pub(super) fn made(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}
