//! This server's own dialect. It follows the contract and is safe by default.

mod cookies;
mod events;
mod password;
mod session;
mod sessions;
mod signed_in;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;

use super::{BoxFuture, Dialect, Rejection, sign_up_response};
use crate::Offer;
use crate::accounts::{self, SignUp};
use crate::app_state::AppState;
use crate::board::Board;
use crate::buffered_request::BufferedRequest;
use crate::demo;
use crate::response::{self, InternalError};
use crate::store::{Role, Roles, User};

/// The dialect of [`Like::Own`](crate::Like::Own).
pub(super) struct Own;

impl Dialect for Own {
    fn routes(&self, boards: Router<Arc<AppState>>, offers: &[Offer]) -> Router<Arc<AppState>> {
        let with_optional = offers.iter().fold(boards, |router, offer| match offer {
            Offer::Sessions => router.merge(sessions::routes()),
            Offer::Password => router.merge(password::routes()),
            Offer::Events => router.merge(events::routes()),
        });
        with_optional
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(session::sign_in))
            .route("/api/auth/refreshtoken", post(session::refresh))
            .route("/api/auth/signout", post(session::sign_out))
            .fallback(async || response::message(StatusCode::NOT_FOUND, "There is nothing here."))
            .method_not_allowed_fallback(async || {
                let text = "This address does not take this method.";
                response::message(StatusCode::METHOD_NOT_ALLOWED, text)
            })
    }

    fn authenticate<'a>(
        &'a self,
        app: &'a AppState,
        request: &'a BufferedRequest,
    ) -> BoxFuture<'a, Result<User, Response>> {
        Box::pin(async move { Ok(signed_in::signed_in(app, request).await?.user) })
    }

    fn forbidden(&self, app: &AppState, _: Board, path: &str) -> Response {
        #[derive(Serialize)]
        struct Forbidden<'a> {
            timestamp: String,
            status: u16,
            error: &'a str,
            path: &'a str,
        }
        let forbidden =
            Forbidden { timestamp: response::rfc3339(app.clock.now()), status: 403, error: "Forbidden", path };
        response::json(StatusCode::FORBIDDEN, &forbidden)
    }

    fn reject(&self, rejection: Rejection, _: &str) -> Response {
        let (status, text) = match rejection {
            Rejection::ForeignOrigin => (StatusCode::FORBIDDEN, "Pages of this origin may not call this server."),
            Rejection::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json."),
            Rejection::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Rejection::BodyTimeout => (StatusCode::REQUEST_TIMEOUT, "The body came too slowly."),
            Rejection::BodyIncomplete => (StatusCode::BAD_REQUEST, "The body broke off."),
            Rejection::Busy => (StatusCode::SERVICE_UNAVAILABLE, "The server is busy. Please try again in a moment."),
            Rejection::InternalError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "The server failed. Please try again later.")
            }
        };
        response::message(status, text)
    }

    fn preflight(&self, _: &HeaderMap, allowed: bool) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if allowed {
            for (name, value) in [
                (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE"),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Content-Type"),
                (header::ACCESS_CONTROL_MAX_AGE, "3600"),
            ] {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        response
    }

    fn add_headers(&self, response: &mut Response) {
        for (name, value) in [
            (header::VARY, "Origin"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // With this header, a page of another origin cannot load a response as an image or a script. CORS is not
            // affected.
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            // Without this header, a page of another origin cannot read `Retry-After`.
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a AppState) -> BoxFuture<'a, Result<(), InternalError>> {
        Box::pin(async move { Ok(app.store.revoke_families().await?) })
    }
}

async fn sign_up(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Result<Response, InternalError> {
    let Ok(form) = serde_json::from_slice::<SignUp>(&request.body) else {
        return Ok(invalid_body("username, email and password"));
    };
    if let Some(error) = form.validation_error() {
        return Ok(response::message(StatusCode::BAD_REQUEST, error));
    }
    // A sign-up with the name and the password of a demo account is refused. If the sign-up added this account to the
    // database, the server might not start again: `demo::prepare_database` returns an error if it finds this account,
    // unless the server is a demo or has open roles.
    if demo::is_demo_login(&form.username, &form.password) {
        return Ok(response::message(StatusCode::BAD_REQUEST, KNOWN_PASSWORD));
    }
    if let Err(seconds) = app.sign_ups.count(request.client.network(), app.clock.elapsed()) {
        return Ok(limited("Too many sign-ups.", seconds));
    }
    let roles = if app.open_roles { form.requested_roles() } else { Roles::of(&[Role::User]) };
    let taken = accounts::register(&app, &request.client, &form.username, &form.email, &form.password, &roles).await?;
    Ok(sign_up_response(taken))
}

/// The message if an account would get both the name and the password of a demo account.
const KNOWN_PASSWORD: &str = "Error: Everybody knows this password. Please choose another one.";

/// Returns the response to a request that exceeds a limit. `reason` is the first sentence of the message in the
/// response. `seconds` is the time after which the client may try again.
fn limited(reason: &str, seconds: u64) -> Response {
    let body = response::message(StatusCode::TOO_MANY_REQUESTS, &format!("{reason} Please try again in {seconds} s."));
    ([(header::RETRY_AFTER, seconds.to_string())], body).into_response()
}

/// Returns the response to a request whose body is not JSON, or whose body does not have all required fields as texts.
/// `fields` names the required fields, like `username and password`. The message in the response contains this text.
fn invalid_body(fields: &str) -> Response {
    let text = format!("The body must be JSON with the texts {fields}.");
    response::message(StatusCode::BAD_REQUEST, &text)
}
