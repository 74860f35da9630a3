//! This server's own dialect: the contract's table, safe by default.
//! It must not know how a session begins, goes on or ends.

mod session;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;

use super::{Dialect, Later, Refusal, registered};
use crate::accounts::{self, SignUp};
use crate::app::{App, Visit};
use crate::boards::Board;
use crate::cookie;
use crate::reply::{self, Failure};
use crate::store::{Role, Roles, User};

/// This server's own dialect.
pub(super) struct Own;

impl Dialect for Own {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(session::sign_in))
            .route("/api/auth/refreshtoken", post(session::refresh))
            .route("/api/auth/signout", post(session::sign_out))
            .fallback(async || reply::message(StatusCode::NOT_FOUND, "There is nothing here."))
            .method_not_allowed_fallback(async || {
                let refused = "This address does not take this method.";
                reply::message(StatusCode::METHOD_NOT_ALLOWED, refused)
            })
    }

    fn recognise<'a>(&'a self, app: &'a App, visit: &'a Visit) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            let token = cookie::read(&visit.headers, session::ACCESS);
            let claims = token.and_then(|token| app.access.valid(token, app.clock.now()));
            let user = match claims {
                // The family is asked for at every use: a sign-out counts at once, not when the token expires.
                Some(claims) => app.store.user_of_family(claims.sub, &claims.family).await,
                None => Ok(None),
            };
            match user {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(reply::error(StatusCode::UNAUTHORIZED, reply::UNAUTHENTICATED, &visit.path)),
                Err(error) => Err(Failure::from(error).into_response()),
            }
        })
    }

    fn forbid(&self, app: &App, _: Board, path: &str) -> Response {
        #[derive(Serialize)]
        struct Forbidden<'a> {
            timestamp: String,
            status: u16,
            error: &'a str,
            path: &'a str,
        }
        let forbidden =
            Forbidden { timestamp: reply::timestamp(app.clock.now()), status: 403, error: "Forbidden", path };
        reply::json(StatusCode::FORBIDDEN, &forbidden)
    }

    fn refuse(&self, refusal: Refusal, _: &str) -> Response {
        let (status, text) = match refusal {
            Refusal::ForeignOrigin => (StatusCode::FORBIDDEN, "Pages of this origin may not call this server."),
            Refusal::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json."),
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Refusal::TooSlow => (StatusCode::REQUEST_TIMEOUT, "The body came too slowly."),
            Refusal::BrokenOff => (StatusCode::BAD_REQUEST, "The body broke off."),
            Refusal::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "The server failed. Please try again later."),
        };
        reply::message(status, text)
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

    fn dress(&self, response: &mut Response) {
        for (name, value) in [
            (header::VARY, "Origin"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // Without it a page could not tell how long it has to wait.
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a App) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(app.store.revoke_families().await?) })
    }
}

async fn sign_up(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Ok(form) = serde_json::from_slice::<SignUp>(&visit.body) else {
        return Ok(unreadable("username, email and password"));
    };
    if let Some(broken) = form.broken_limit() {
        return Ok(reply::message(StatusCode::BAD_REQUEST, broken));
    }
    let roles = if app.open_roles { form.asked_roles() } else { Roles::of(&[Role::User]) };
    let taken = accounts::register(&app, &form.username, &form.email, &form.password, &roles).await?;
    Ok(registered(taken))
}

/// The answer to a body that lacks these fields, or is no JSON.
fn unreadable(fields: &str) -> Response {
    let text = format!("The body must be JSON with the texts {fields}.");
    reply::message(StatusCode::BAD_REQUEST, &text)
}
