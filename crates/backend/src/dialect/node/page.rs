//! Express' own pages and messages: what is not there, what is no JSON, what its database says.
//! It must not know which call gets which.

use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use crate::app::Visit;
use crate::reply::{self, Message};

/// How it writes the type of a page, a board included.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// How it writes the type of JSON.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// The mark of an answer given before the server's own headers are put on: its body parser's.
#[derive(Clone, Copy)]
pub(super) struct Early;

/// An answer that is a message.
pub(super) fn message(status: StatusCode, message: &str) -> Response {
    reply::json_typed(status, JSON, &Message { message })
}

/// The database's own words, which Express hands on.
pub(super) fn undefined(field: &str) -> Response {
    let text = format!("WHERE parameter \"{field}\" has invalid \"undefined\" value");
    message(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

/// The body as JSON.
pub(super) fn read<T: for<'a> Deserialize<'a>>(visit: &Visit) -> Option<T> {
    serde_json::from_slice(&visit.body).ok()
}

/// The body parser's answer to a body that is no JSON, with the start of its stack trace.
pub(super) fn no_json(visit: &Visit) -> Response {
    let text = String::from_utf8_lossy(&visit.body);
    let first: String = text.trim_start().chars().take(1).collect();
    let start: String = text.chars().take(20).collect();
    let error = format!("SyntaxError: Unexpected token '{first}', \"{start}\" is not valid JSON");
    let trace = "<br> &nbsp; &nbsp;at JSON.parse (&lt;anonymous&gt;)";
    let mut refused = page(StatusCode::BAD_REQUEST, &format!("{}{trace}", escape(&error)));
    refused.extensions_mut().insert(Early);
    refused
}

/// An HTML page with this text, which is HTML already.
pub(super) fn page(status: StatusCode, text: &str) -> Response {
    let head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>";
    let page = format!("{head}\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n");
    reply::typed(status, HTML, page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// The answer to an unknown path or method.
pub(super) async fn nothing(method: Method, uri: Uri) -> Response {
    let text = format!("Cannot {method} {}", escape(uri.path()));
    page(StatusCode::NOT_FOUND, &text)
}
