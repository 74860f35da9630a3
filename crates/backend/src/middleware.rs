//! The middleware around all route handlers: injected faults, preflights, origin and content-type checks, reading the
//! body, the headers of every response, and the request log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::app_state::AppState;
use crate::buffered_request::BODY_LIMIT;
use crate::client::Client;
use crate::clock::millis;
use crate::connection::NoResponse;
use crate::cors;
use crate::dialect::{self, Rejection};
use crate::fault::{self, Fault};
use crate::metrics::method_label;
use crate::response::InternalError;

/// How long a client may take to send the whole body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// The server refuses some requests while it is busy. The client may repeat such a request after this number of
/// seconds. With the default cost of Argon2, the server handles a full queue in about this time.
const RETRY_AFTER: &str = "2";

/// The log contains at most this many characters of a request's path.
const LOGGED_PATH: usize = 200;

/// The value of `Strict-Transport-Security` (RFC 6797): browsers use https for this host, for one year.
const ONE_YEAR: &str = "max-age=31536000";

/// Handles a request. First determines the client, if a proxy has sent the request. Responds to a preflight without the
/// route handler. For any other request, applies injected faults, runs the route handler, and adds the headers of the
/// dialect and of CORS.
pub(crate) async fn handle(State(app): State<Arc<AppState>>, mut request: Request, next: Next) -> Response {
    if let Some(mut client) = request.extensions_mut().remove::<Client>() {
        client.address = app.proxies.client(client.address, request.headers());
        request.extensions_mut().insert(client);
    }
    let dialect = dialect::for_server(app.like);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let origin = cors::allowed_origin(&app.origins, request.headers()).cloned();
    if cors::is_preflight(&method, request.headers()) {
        if app.test_routes {
            app.request_log.add_preflight();
        }
        let mut response = dialect.preflight(request.headers(), origin.is_some());
        cors::add_headers(&mut response, origin.as_ref());
        return response;
    }

    let started = Instant::now();
    let number = app.test_routes.then(|| {
        let origin = request.headers().get(header::ORIGIN);
        let origin = origin.and_then(|origin| origin.to_str().ok());
        app.request_log.add(method.as_str(), &path, origin)
    });
    let planned = app.faults.take(method.as_str(), &path);
    if !planned.delay.is_zero() {
        tokio::time::sleep(planned.delay).await;
    }
    if let Some(mut hold) = planned.hold {
        // The wait cannot fail, because `app` has the sender.
        let _ = hold.changed().await;
    }
    let mut response = match planned.fault {
        Some(Fault::Drop) => return NoResponse::Close.into_response(),
        Some(Fault::Hang) => return NoResponse::Hang.into_response(),
        Some(Fault::LoseResponse) => {
            run(&app, request, next).await;
            return NoResponse::Close.into_response();
        }
        Some(fault) => fault::response(&fault, &path).unwrap_or_else(|| NoResponse::Close.into_response()),
        None => run(&app, request, next).await,
    };
    dialect.add_headers(&mut response);
    if app.https_only {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
    }
    cors::add_headers(&mut response, origin.as_ref());

    let status = response.status().as_u16();
    if let Some(number) = number {
        app.request_log.set_status(number, status);
    }
    // Headers and bodies are not logged, because they contain tokens and passwords. `?path` prints the path with
    // escapes, so a client cannot forge lines of the log.
    let ms = millis(started.elapsed());
    // A client can send a path or a method of any length. The log contains only the beginning of a long path, and
    // `other` instead of an unknown method, so that a client cannot fill the disk with long ones.
    let (method, path) = (method_label(&method), path.chars().take(LOGGED_PATH).collect::<String>());
    tracing::info!(method, ?path, status, ms, "responded");
    response
}

/// Runs the route handler if the request passes the checks; otherwise returns the dialect's response to the rejection.
/// An internal error of the handler is also replaced by the dialect's response.
async fn run(app: &AppState, request: Request, next: Next) -> Response {
    let dialect = dialect::for_server(app.like);
    let path = request.uri().path().to_owned();
    let response = match check(app, request).await {
        Ok(request) => next.run(request).await,
        Err(rejection) => return dialect.reject(rejection, &path),
    };
    match response.extensions().get::<InternalError>() {
        None => response,
        Some(InternalError::Failed) => dialect.reject(Rejection::InternalError, &path),
        Some(InternalError::Busy) => {
            let mut busy = dialect.reject(Rejection::Busy, &path);
            busy.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
            busy
        }
        Some(InternalError::ClientLeft) => NoResponse::ClientLeft.into_response(),
    }
}

/// Checks the page that sends the request, and the content type of a POST request. Then reads the whole body
/// into memory. The checks come first, so that the server does not read the body of a request that fails a check.
async fn check(app: &AppState, request: Request) -> Result<Request, Rejection> {
    let (parts, body) = request.into_parts();
    if cors::is_foreign(&app.origins, &parts.method, &parts.headers) {
        return Err(Rejection::ForeignOrigin);
    }
    if parts.method == Method::POST && !is_json(&parts.headers) {
        return Err(Rejection::NotJson);
    }
    let body = tokio::time::timeout(BODY_TIMEOUT, read(body)).await.unwrap_or(Err(Rejection::BodyTimeout))?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

async fn read(body: Body) -> Result<Bytes, Rejection> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Rejection::BodyTooLarge),
        Err(_) => Err(Rejection::BodyIncomplete),
    }
}

/// Returns whether the content type is `application/json`. A page of another site can send a form or plain text without
/// a preflight, but not JSON. So this check protects against cross-site request forgery, in addition to the origin
/// check.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}
