//! The tutorial's Spring Boot server, as recorded in `tests/wire/spring.json` of the workspace. Its weaknesses are
//! imitated on purpose, because the app has to work with such a server.

mod session;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;

use super::{BoxFuture, Dialect, Rejection, sign_up_response};
use crate::Offer;
use crate::accounts::{self, SignUp};
use crate::app_state::AppState;
use crate::board::Board;
use crate::buffered_request::BufferedRequest;
use crate::cors::WithoutCors;
use crate::response::{self, InternalError};
use crate::store::User;

/// The dialect of [`Like::Spring`](crate::Like::Spring).
pub(super) struct Spring;

impl Dialect for Spring {
    fn routes(&self, boards: Router<Arc<AppState>>, _: &[Offer]) -> Router<Arc<AppState>> {
        boards
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(session::sign_in))
            .route("/api/auth/refreshtoken", post(session::refresh))
            .route("/api/auth/signout", post(session::sign_out))
            // The response to an unknown path has no CORS headers. So a page of another origin cannot read the
            // response, and sees a network error.
            .fallback(async || {
                let mut response = response::masked_error();
                response.extensions_mut().insert(WithoutCors);
                response
            })
            .method_not_allowed_fallback(async || response::masked_error())
    }

    fn authenticate<'a>(
        &'a self,
        app: &'a AppState,
        request: &'a BufferedRequest,
    ) -> BoxFuture<'a, Result<User, Response>> {
        Box::pin(async move {
            match session::signed_in_user(app, &request.headers).await {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(response::error(StatusCode::UNAUTHORIZED, response::UNAUTHENTICATED, &request.path)),
                Err(failure) => Err(failure.into_response()),
            }
        })
    }

    fn forbidden(&self, _: &AppState, _: Board, _: &str) -> Response {
        response::masked_error()
    }

    fn reject(&self, rejection: Rejection, path: &str) -> Response {
        match rejection {
            // This error is not masked, because Spring's CORS filter runs before the code that masks errors.
            Rejection::ForeignOrigin => {
                response::with_content_type(StatusCode::FORBIDDEN, "text/plain", "Invalid CORS request")
            }
            // When this server is busy, it refuses some requests. The real server would not refuse these requests, but
            // would respond to them after a long time.
            Rejection::Busy => response::error(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", path),
            _ => response::masked_error(),
        }
    }

    fn preflight(&self, request: &HeaderMap, allowed: bool) -> Response {
        let status = if allowed { StatusCode::OK } else { StatusCode::FORBIDDEN };
        let mut response = status.into_response();
        self.add_headers(&mut response);
        if allowed {
            let headers = response.headers_mut();
            for (response_header, request_header) in [
                (header::ACCESS_CONTROL_ALLOW_METHODS, header::ACCESS_CONTROL_REQUEST_METHOD),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, header::ACCESS_CONTROL_REQUEST_HEADERS),
            ] {
                if let Some(value) = request.get(request_header) {
                    headers.insert(response_header, value.clone());
                }
            }
            let methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH";
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
            let age = HeaderValue::from_static("3600");
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, age);
        }
        response
    }

    fn add_headers(&self, response: &mut Response) {
        for (name, value) in [
            (header::VARY, "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
            (header::CACHE_CONTROL, "no-cache, no-store, max-age=0, must-revalidate"),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a AppState) -> BoxFuture<'a, Result<(), InternalError>> {
        Box::pin(async move { Ok(app.store.delete_families().await?) })
    }
}

async fn sign_up(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Result<Response, InternalError> {
    let form = serde_json::from_slice::<SignUp>(&request.body).ok();
    let Some(form) = form.filter(|form| form.validation_error().is_none()) else {
        return Ok(response::masked_error());
    };
    let roles = form.requested_roles();
    let taken = accounts::register(&app, &request.client, &form.username, &form.email, &form.password, &roles).await?;
    Ok(sign_up_response(taken))
}
