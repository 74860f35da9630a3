//! The response bodies of the Node/Express server (its messages and its HTML error pages), and the parser for request
//! bodies.

use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use crate::buffered_request::BufferedRequest;
use crate::response::{self, Message};

/// The content type of error pages and boards.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// The content type of JSON bodies, as the Node/Express server writes it.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// Marks a response of Express' body parser. Such a response does not have the header `Access-Control-Allow-Headers`,
/// because Express runs the body parser before the code that adds this header. The mark is an extension of the
/// response.
#[derive(Clone, Copy)]
pub(super) struct FromBodyParser;

/// Returns a JSON response with the body `{"message": "…"}`.
pub(super) fn message(status: StatusCode, message: &str) -> Response {
    response::json_with_content_type(status, JSON, &Message { message })
}

/// Returns the response to a request whose body does not have this field. The response contains the error message of
/// the real server's database library.
pub(super) fn undefined_parameter(field: &str) -> Response {
    let text = format!("WHERE parameter \"{field}\" has invalid \"undefined\" value");
    message(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

/// Parses the body as JSON. Returns `None` if the body is not JSON or does not fit the type `T`.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(request: &BufferedRequest) -> Option<T> {
    serde_json::from_slice(&request.body).ok()
}

/// Returns the body parser's response to a body that is not JSON. The response contains the first characters of the
/// body and the start of a stack trace. The imitation sends it for every body that [`parse`] refuses.
pub(super) fn invalid_json(request: &BufferedRequest) -> Response {
    let text = String::from_utf8_lossy(&request.body);
    let first: String = text.trim_start().chars().take(1).collect();
    let start: String = text.chars().take(20).collect();
    let error = format!("SyntaxError: Unexpected token '{first}', \"{start}\" is not valid JSON");
    let trace = "<br> &nbsp; &nbsp;at JSON.parse (&lt;anonymous&gt;)";
    let mut refused = html_page(StatusCode::BAD_REQUEST, &format!("{}{trace}", escape(&error)));
    refused.extensions_mut().insert(FromBodyParser);
    refused
}

/// Returns an HTML error page. `text` is inserted without escaping.
pub(super) fn html_page(status: StatusCode, text: &str) -> Response {
    let head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>";
    let page = format!("{head}\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n");
    response::with_content_type(status, HTML, page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Returns the response for an unknown path or method.
pub(super) async fn not_found(method: Method, uri: Uri) -> Response {
    let text = format!("Cannot {method} {}", escape(uri.path()));
    html_page(StatusCode::NOT_FOUND, &text)
}
