//! Answers, in the few shapes the contract has for them.
//! It must not know when which one is due.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The message of the contract for a call that needs a valid access token.
pub(crate) const UNAUTHENTICATED: &str = "Full authentication is required to access this resource";

/// An answer of this content type.
pub(crate) fn typed(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let content_type = HeaderValue::from_static(content_type);
    (status, [(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    json_typed(status, "application/json", body)
}

/// A JSON answer with its own way of writing the content type.
pub(crate) fn json_typed(status: StatusCode, content_type: &'static str, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => typed(status, content_type, text),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written as JSON");
            Failure.into_response()
        }
    }
}

/// The body `{"message"}`.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    /// For a person to read.
    pub(crate) message: &'a str,
}

/// An answer that is a message.
pub(crate) fn message(status: StatusCode, message: &str) -> Response {
    json(status, &Message { message })
}

/// The contract's error body of a 401: path, reason, message, status.
pub(crate) fn error(status: StatusCode, message: &str, path: &str) -> Response {
    #[derive(Serialize)]
    struct Error<'a> {
        path: &'a str,
        error: &'a str,
        message: &'a str,
        status: u16,
    }
    let error = Error { path, error: status.canonical_reason().unwrap_or("Error"), message, status: status.as_u16() };
    json(status, &error)
}

/// The contract's body of a refused refresh: 403.
pub(crate) fn refused_refresh(message: &str, now: u64) -> Response {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refused<'a> {
        status_code: u16,
        timestamp: String,
        message: &'a str,
        description: &'a str,
    }
    let refused =
        Refused { status_code: 403, timestamp: timestamp(now), message, description: "uri=/api/auth/refreshtoken" };
    json(StatusCode::FORBIDDEN, &refused)
}

/// The contract's "masked error" of Spring: a 401 that names `/error`, whatever went wrong.
pub(crate) fn masked() -> Response {
    error(StatusCode::UNAUTHORIZED, UNAUTHENTICATED, "/error")
}

/// A moment (milliseconds since 1970) as error bodies have it (RFC 3339).
pub(crate) fn timestamp(now: u64) -> String {
    humantime::format_rfc3339_millis(crate::clock::moment(now)).to_string()
}

/// Something inside the server failed; the cause is in the log and nowhere else. The gate replaces this answer by
/// the dialect's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Failure;

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self
    }
}

impl From<crate::password::Failed> for Failure {
    fn from(_: crate::password::Failed) -> Self {
        Self
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        tracing::error!(%error, "the system gives no random bytes");
        Self
    }
}
