//! The tutorial's Spring Boot server, as recorded in `tests/wire/spring.json`.
//! It must not know how a session begins, goes on or ends.

mod session;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::{Dialect, Later, Refusal, registered};
use crate::accounts::{self, SignUp};
use crate::app::{App, Visit};
use crate::boards::Board;
use crate::cors::Hidden;
use crate::reply::{self, Failure};
use crate::store::User;

/// The tutorial's Spring Boot server.
pub(super) struct Spring;

impl Dialect for Spring {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(session::sign_in))
            .route("/api/auth/refreshtoken", post(session::refresh))
            .route("/api/auth/signout", post(session::sign_out))
            // No page of another origin gets to see this one: it looks like a network failure there.
            .fallback(async || {
                let mut response = reply::masked();
                response.extensions_mut().insert(Hidden);
                response
            })
            .method_not_allowed_fallback(async || reply::masked())
    }

    fn recognise<'a>(&'a self, app: &'a App, visit: &'a Visit) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            match session::signed_in(app, &visit.headers).await {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(reply::error(StatusCode::UNAUTHORIZED, reply::UNAUTHENTICATED, &visit.path)),
                Err(failure) => Err(failure.into_response()),
            }
        })
    }

    fn forbid(&self, _: &App, _: Board, _: &str) -> Response {
        reply::masked()
    }

    fn refuse(&self, refusal: Refusal, _: &str) -> Response {
        match refusal {
            // Spring's own filter, before anything could be masked.
            Refusal::ForeignOrigin => reply::typed(StatusCode::FORBIDDEN, "text/plain", "Invalid CORS request"),
            _ => reply::masked(),
        }
    }

    fn preflight(&self, asked: &HeaderMap, allowed: bool) -> Response {
        let status = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        let mut response = status.into_response();
        self.dress(&mut response);
        if allowed {
            let headers = response.headers_mut();
            for (answer, question) in [
                (header::ACCESS_CONTROL_ALLOW_METHODS, header::ACCESS_CONTROL_REQUEST_METHOD),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, header::ACCESS_CONTROL_REQUEST_HEADERS),
            ] {
                if let Some(value) = asked.get(question) {
                    headers.insert(answer, value.clone());
                }
            }
            let methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH";
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
            let age = HeaderValue::from_static("3600");
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, age);
        }
        response
    }

    fn dress(&self, response: &mut Response) {
        for (name, value) in [
            (header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
            (header::CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate"),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a App) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(app.store.remove_families().await?) })
    }
}

async fn sign_up(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let form = serde_json::from_slice::<SignUp>(&visit.body).ok();
    let Some(form) = form.filter(|form| form.broken_limit().is_none()) else {
        return Ok(reply::masked());
    };
    let roles = form.asked_roles();
    let taken = accounts::register(&app, &form.username, &form.email, &form.password, &roles).await?;
    Ok(registered(taken))
}
