//! The response bodies of the contract, and [`InternalError`]. A route handler returns this error if it cannot create a
//! response itself.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The contract's message for a request without a valid access token.
pub(crate) const UNAUTHENTICATED: &str = "Full authentication is required to access this resource";

/// Returns a response with this status, content type and body.
pub(crate) fn with_content_type(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response {
    let content_type = HeaderValue::from_static(content_type);
    (status, [(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// Returns a response whose body is this value as JSON. If the value cannot be serialized, returns the response of
/// [`InternalError`].
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    json_with_content_type(status, "application/json", body)
}

/// Like [`json`], but with this content type. The imitated servers write the content type of JSON in different ways.
pub(crate) fn json_with_content_type(
    status: StatusCode,
    content_type: &'static str,
    body: &impl Serialize,
) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => with_content_type(status, content_type, text),
        Err(error) => {
            tracing::error!(%error, "cannot serialize a response as JSON");
            InternalError::Failed.into_response()
        }
    }
}

/// The body `{"message": "…"}`.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    /// A text for the user.
    pub(crate) message: &'a str,
}

/// Returns a JSON response with the body `{"message": "…"}`.
pub(crate) fn message(status: StatusCode, message: &str) -> Response {
    json(status, &Message { message })
}

/// Returns a response with the contract's error body: `path`, `error` (the reason phrase), `message` and `status`.
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

/// Returns the contract's response to a refused refresh, with status 403 and this message. `now` is in milliseconds
/// since 1970.
pub(crate) fn refresh_refused(message: &str, now: u64) -> Response {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refused<'a> {
        status_code: u16,
        timestamp: String,
        message: &'a str,
        description: &'a str,
    }
    let refused =
        Refused { status_code: 403, timestamp: rfc3339(now), message, description: "uri=/api/auth/refreshtoken" };
    json(StatusCode::FORBIDDEN, &refused)
}

/// Returns the "masked error" of Spring: a response with status 401 and with the path `/error` in its body, whatever
/// the real error was.
pub(crate) fn masked_error() -> Response {
    error(StatusCode::UNAUTHORIZED, UNAUTHENTICATED, "/error")
}

/// Converts a time, in milliseconds since 1970, to the text that error bodies contain (RFC 3339).
pub(crate) fn rfc3339(now: u64) -> String {
    humantime::format_rfc3339_millis(crate::clock::to_system_time(now)).to_string()
}

/// Like [`rfc3339`], but without the fraction of a second.
pub(crate) fn rfc3339_seconds(ms: u64) -> String {
    humantime::format_rfc3339_seconds(crate::clock::to_system_time(ms)).to_string()
}

/// Why a route handler has no response of its own. The middleware sends the response of the dialect instead.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InternalError {
    /// An error of the database, of Argon2 or of the operating system. It was logged, and the client never gets the
    /// cause. The response is that of [`Rejection::InternalError`](crate::dialect::Rejection::InternalError).
    Failed,
    /// The server is busy. Either too many other requests already wait for Argon2, or a refresh has waited too long for
    /// the database. The response is that of [`Rejection::Busy`](crate::dialect::Rejection::Busy).
    Busy,
    /// The client has closed the connection, so nobody would read a response.
    ClientLeft,
}

impl IntoResponse for InternalError {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for InternalError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "database error");
        Self::Failed
    }
}

impl From<crate::password::HashError> for InternalError {
    fn from(error: crate::password::HashError) -> Self {
        use crate::password::HashError;
        match error {
            HashError::Failed => Self::Failed,
            HashError::Busy => Self::Busy,
            HashError::ClientLeft => Self::ClientLeft,
        }
    }
}

impl From<crate::client::ClientLeft> for InternalError {
    fn from(_: crate::client::ClientLeft) -> Self {
        Self::ClientLeft
    }
}

impl From<getrandom::Error> for InternalError {
    fn from(error: getrandom::Error) -> Self {
        tracing::error!(%error, "the operating system gives no random bytes");
        Self::Failed
    }
}
