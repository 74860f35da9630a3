//! What an answer of each guise may look like, whatever was asked: status, content type, fields.
//! It must not know which of the possible answers is the right one.

use evergreen_backend::Like;
use proptest::prelude::*;
use serde_json::Value;

use crate::client::Answer;
use crate::guises::Verdict;
use crate::{BOARD, REFRESH, SIGN_IN, SIGN_OUT, SIGN_UP};

/// The most bytes of a body that any guise reads.
const BODY_LIMIT: usize = 16 * 1024;

/// What the Node/Express server answers with 500 where a field is missing; the recordings have it.
const RECORDED_FAILURES: [&str; 3] = [
    r#"WHERE parameter "username" has invalid "undefined" value"#,
    r#"WHERE parameter "email" has invalid "undefined" value"#,
    "Illegal arguments: undefined, number",
];

/// What is around the token in a refusal of the Spring Boot server, which quotes it.
const QUOTED: (&str, &str) = ("Failed for [", "]: Refresh token is not in database!");

/// The shapes that the contract has for a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Message,
    Error,
    RefusedRefresh,
    User,
    Text,
    Page,
}

/// The answers that a call may have.
fn possible(like: Like, path: &str) -> &'static [(u16, Shape)] {
    use Shape::{Error, Message, Page, RefusedRefresh, Text, User};
    match (like, path) {
        (Like::Own, SIGN_UP) => &[(200, Message), (400, Message), (413, Message)],
        (Like::Own, SIGN_IN) => &[(200, User), (400, Message), (401, Error), (413, Message), (429, Message)],
        (Like::Own, REFRESH) => &[(200, Message), (400, Message), (403, RefusedRefresh), (413, Message)],
        (Like::Own, SIGN_OUT) => &[(200, Message), (413, Message)],
        (Like::Spring, SIGN_UP) => &[(200, Message), (400, Message), (401, Error)],
        (Like::Spring, SIGN_IN) => &[(200, User), (401, Error)],
        (Like::Spring, REFRESH) => &[(200, Message), (400, Message), (403, RefusedRefresh), (401, Error)],
        (Like::Spring, SIGN_OUT) => &[(200, Message), (401, Error)],
        (Like::Own | Like::Spring, BOARD) => &[(200, Text), (401, Error)],
        (Like::Node, SIGN_UP) => &[(200, Message), (400, Message), (400, Page), (413, Page), (500, Message)],
        (Like::Node, SIGN_IN) => {
            &[(200, User), (400, Page), (401, Message), (404, Message), (413, Page), (500, Message)]
        }
        (Like::Node, REFRESH) => &[(404, Page), (413, Page)],
        (Like::Node, SIGN_OUT) => &[(200, Message), (413, Page)],
        (Like::Node, BOARD) => &[(200, Page), (401, Message), (403, Message)],
        _ => &[],
    }
}

/// It is one of the answers that this call may have.
pub fn answer(like: Like, path: &str, sent: &[u8], answer: &Answer) -> Verdict {
    let status = answer.status.as_u16();
    let body = serde_json::from_str::<Value>(&answer.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let recorded = like == Like::Node && RECORDED_FAILURES.contains(&text("message"));
    prop_assert!(status < 500 || recorded, "the server failed: {:?}", answer);
    let is_possible = possible(like, path).iter().any(|&(known, shape)| known == status && has(answer, &body, shape));
    prop_assert!(is_possible, "{:?} has no such answer at {}: {:?}", like, path, answer);
    prop_assert!(body.get("status").is_none_or(|told| *told == status), "two statuses: {:?}", answer);
    let too_large = if like == Like::Spring { text("path") == "/error" } else { status == 413 };
    prop_assert!(sent.len() <= BODY_LIMIT || too_large, "{} bytes were taken: {:?}", sent.len(), answer);
    prop_assert!(sent.len() > BODY_LIMIT || status != 413, "{} bytes are not many: {:?}", sent.len(), answer);
    Ok(())
}

/// Whether an answer has a shape: its content type, and exactly these fields.
fn has(answer: &Answer, body: &Value, shape: Shape) -> bool {
    let (content_type, fields): (_, &[&str]) = match shape {
        Shape::Message => ("application/json", &["message"]),
        Shape::Error => ("application/json", &["error", "message", "path", "status"]),
        Shape::RefusedRefresh => ("application/json", &["description", "message", "statusCode", "timestamp"]),
        Shape::User => ("application/json", &["email", "id", "roles", "username"]),
        Shape::Text => ("text/plain", &[]),
        Shape::Page => ("text/html", &[]),
    };
    let mut found: Vec<&str> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    found.sort_unstable();
    answer.header("content-type").starts_with(content_type) && found == fields
}

/// An answer with all its headers but those that are there to carry tokens, and without a token that one guise quotes
/// on purpose, as its original does.
pub fn to_be_read(like: Like, answer: &Answer) -> String {
    let mut headers = answer.headers.clone();
    headers.remove("set-cookie");
    let body = serde_json::from_str::<Value>(&answer.body).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    let quoted = message.strip_prefix(QUOTED.0).and_then(|rest| rest.strip_suffix(QUOTED.1));
    match quoted {
        Some(_) if like == Like::Spring && answer.status == 403 => format!("{headers:?}"),
        _ => format!("{headers:?} {}", answer.body),
    }
}
