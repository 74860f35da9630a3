//! Checks every request to the API: every request except a GET needs the CSRF token and the right content type. Also
//! records how the requests were answered.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use cookie::Cookie;
use serde_json::{Value, json};

use super::{Answered, Shared, lock};

/// Middleware of the API. Passes the request to its route, or refuses the request. Records the status of the response.
pub async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let route = format!("{} {}", request.method(), request.uri().path());
    let query = request.uri().query().unwrap_or_default().to_owned();
    let response = match refusal(&request) {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    };
    lock(&shared.answered).push(Answered { route, query, status: response.status() });
    response
}

/// The response to a refused request, with a message for a person.
pub type Refusal = (StatusCode, Json<Value>);

/// Returns the response to a refused request, with this status and this message.
pub fn refuse(status: StatusCode, message: &str) -> Refusal {
    (status, Json(json!({ "message": message })))
}

/// Returns the value of the cookie `name` in the headers of a request, or `None` if there is no such cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = cookies.flat_map(|value| Cookie::split_parse(value.to_owned()).flatten());
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

fn refusal(request: &Request) -> Option<Refusal> {
    if request.method() == Method::GET {
        return None;
    }
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let token = header("X-CSRF-Token");
    if token.is_none() || token != cookie(request.headers(), "csrf").as_deref() {
        return Some(refuse(StatusCode::FORBIDDEN, "The CSRF token is missing."));
    }
    let content_type = header(CONTENT_TYPE.as_str()).unwrap_or_default();
    let right = match request.uri().path() {
        "/counters/import" => content_type.starts_with("multipart/form-data; boundary="),
        _ => content_type == "application/json",
    };
    (!right).then(|| refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, &format!("Unexpected content type {content_type:?}.")))
}
