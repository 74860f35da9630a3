//! The responses that each dialect may send: status, content type and fields. Which of these responses is correct for a
//! given request is tested in `contract.rs` and `wire.rs`.

use evergreen_backend::Like;
use proptest::prelude::*;
use serde_json::Value;

use crate::client::Response;
use crate::{BOARD, PropertyResult, REFRESH, SIGN_IN, SIGN_OUT, SIGN_UP};

/// The largest body that a server accepts, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// The messages that the Node/Express server sends with status 500 if the username, the email or the password is
/// missing. Only the first message is in `tests/wire/node.json`, the recording of the real server.
const RECORDED_FAILURES: [&str; 3] = [
    r#"WHERE parameter "username" has invalid "undefined" value"#,
    r#"WHERE parameter "email" has invalid "undefined" value"#,
    "Illegal arguments: undefined, number",
];

/// If a refresh token is unknown, the message of the Spring Boot server quotes the token. The first text is before the
/// token in this message, and the second text is after the token.
const QUOTED: (&str, &str) = ("Failed for [", "]: Refresh token is not in database!");

/// The kinds of response bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Message,
    Error,
    Refreshed,
    RefusedRefresh,
    User,
    UserWithOffers,
    Text,
    Page,
}

/// Returns the allowed responses for a path: pairs of status and kind of body. There are none for an unknown path.
fn allowed(like: Like, path: &str) -> &'static [(u16, Shape)] {
    use Shape::{Error, Message, Page, Refreshed, RefusedRefresh, Text, User, UserWithOffers};
    match (like, path) {
        (Like::Own, SIGN_UP) => &[(200, Message), (400, Message), (413, Message)],
        (Like::Own, SIGN_IN) => &[(200, UserWithOffers), (400, Message), (401, Error), (413, Message), (429, Message)],
        (Like::Own, REFRESH) => &[(200, Refreshed), (400, Message), (403, RefusedRefresh), (413, Message)],
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

/// Checks that the response is allowed for the path, and that its status fits the size of the sent body. A body over
/// the limit must be refused, and no smaller body may get status 413.
pub fn check(like: Like, path: &str, sent: &[u8], response: &Response) -> PropertyResult {
    let status = response.status.as_u16();
    let body = serde_json::from_str::<Value>(&response.body).unwrap_or_default();
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let recorded = like == Like::Node && RECORDED_FAILURES.contains(&text("message"));
    prop_assert!(status < 500 || recorded, "the server failed: {:?}", response);
    let is_allowed =
        allowed(like, path).iter().any(|&(code, shape)| code == status && has_shape(response, &body, shape));
    prop_assert!(is_allowed, "{:?} does not allow this response for {}: {:?}", like, path, response);
    prop_assert!(body.get("status").is_none_or(|code| *code == status), "the body has another status: {:?}", response);
    let too_large = if like == Like::Spring { text("path") == "/error" } else { status == 413 };
    prop_assert!(sent.len() <= BODY_LIMIT || too_large, "{} bytes were accepted: {:?}", sent.len(), response);
    prop_assert!(sent.len() > BODY_LIMIT || status != 413, "{} bytes were refused: {:?}", sent.len(), response);
    Ok(())
}

/// Returns whether a response has the content type and exactly the fields that belong to this kind of body.
fn has_shape(response: &Response, body: &Value, shape: Shape) -> bool {
    let (content_type, fields): (_, &[&str]) = match shape {
        Shape::Message => ("application/json", &["message"]),
        Shape::Error => ("application/json", &["error", "message", "path", "status"]),
        Shape::Refreshed => ("application/json", &["email", "id", "message", "offers", "roles", "username"]),
        Shape::RefusedRefresh => ("application/json", &["description", "message", "statusCode", "timestamp"]),
        Shape::User => ("application/json", &["email", "id", "roles", "username"]),
        Shape::UserWithOffers => ("application/json", &["email", "id", "offers", "roles", "username"]),
        Shape::Text => ("text/plain", &[]),
        Shape::Page => ("text/html", &[]),
    };
    let mut found: Vec<&str> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    found.sort_unstable();
    response.header("content-type").starts_with(content_type) && found == fields
}

/// Returns the headers and the body of a response as text, but without the parts that may contain a token. These parts
/// are the `Set-Cookie` headers and, for the Spring Boot server, the body of the response to an unknown refresh token.
pub fn without_tokens(like: Like, response: &Response) -> String {
    let mut headers = response.headers.clone();
    headers.remove("set-cookie");
    let body = serde_json::from_str::<Value>(&response.body).unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    let quoted = message.strip_prefix(QUOTED.0).and_then(|rest| rest.strip_suffix(QUOTED.1));
    match quoted {
        Some(_) if like == Like::Spring && response.status == 403 => format!("{headers:?}"),
        _ => format!("{headers:?} {}", response.body),
    }
}
