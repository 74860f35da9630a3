//! The tutorial's Node/Express server, as recorded in `tests/wire/node.json` of the workspace: a session cookie, and no
//! refresh. The weaknesses of that server are imitated on purpose. For example, a session cannot be revoked: a copy of
//! the session's cookies is accepted until the access token expires.

mod responses;
mod session;
mod sign_up;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};

use self::responses::message;
use self::session::{EPOCH, SIGNATURE, Session};
use super::{BoxFuture, Dialect, Rejection};
use crate::Offer;
use crate::app_state::AppState;
use crate::board::Board;
use crate::buffered_request::BufferedRequest;
use crate::response::{self, InternalError};
use crate::store::User;

/// The dialect of [`Like::Node`](crate::Like::Node).
pub(super) struct Node;

impl Dialect for Node {
    fn routes(&self, boards: Router<Arc<AppState>>, _: &[Offer]) -> Router<Arc<AppState>> {
        boards
            .route("/api/auth/signup", self.other_methods().post(sign_up::sign_up))
            .route("/api/auth/signin", self.other_methods().post(session::sign_in))
            .route("/api/auth/signout", self.other_methods().post(session::sign_out))
            .fallback(responses::not_found)
    }

    /// Express finds no route for another method, and responds as to an unknown path. With `any`, axum does not add the
    /// header `Allow`, which Express does not send.
    fn other_methods(&self) -> MethodRouter<Arc<AppState>> {
        any(responses::not_found)
    }

    fn authenticate<'a>(
        &'a self,
        app: &'a AppState,
        request: &'a BufferedRequest,
    ) -> BoxFuture<'a, Result<User, Response>> {
        Box::pin(async move {
            let session = match session::session(app, &request.headers) {
                Session::Valid(session) => session,
                Session::None => return Err(message(StatusCode::FORBIDDEN, "No token provided!")),
                Session::Forged => {
                    let cleared = format!("{SIGNATURE}=; path=/; expires={EPOCH}; httponly");
                    let refused = message(StatusCode::FORBIDDEN, "No token provided!");
                    return Err(([(header::SET_COOKIE, cleared)], refused).into_response());
                }
            };
            let claims = app.access_tokens.verify(&session.token, app.clock.now());
            let user = match claims {
                Some(claims) => app.store.user(claims.sub).await,
                None => Ok(None),
            };
            match user {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(message(StatusCode::UNAUTHORIZED, "Unauthorized!")),
                Err(error) => Err(InternalError::from(error).into_response()),
            }
        })
    }

    fn forbidden(&self, _: &AppState, board: Board, _: &str) -> Response {
        let text = match board {
            Board::Admin => "Require Admin Role!",
            _ => "Require Moderator Role!",
        };
        message(StatusCode::FORBIDDEN, text)
    }

    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Content.",
            Board::Admin => "Admin Content.",
        };
        response::with_content_type(StatusCode::OK, responses::HTML, text)
    }

    fn reject(&self, rejection: Rejection, _: &str) -> Response {
        let (status, text) = match rejection {
            Rejection::ForeignOrigin => (StatusCode::FORBIDDEN, "Forbidden"),
            Rejection::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"),
            Rejection::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeError"),
            Rejection::BodyTimeout => (StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
            Rejection::BodyIncomplete => (StatusCode::BAD_REQUEST, "BadRequestError"),
            Rejection::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
            Rejection::InternalError => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
        };
        responses::html_page(status, text)
    }

    fn preflight(&self, request: &HeaderMap, allowed: bool) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        let vary = "Origin, Access-Control-Request-Headers";
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        if allowed {
            let methods = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
            if let Some(value) = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, value.clone());
            }
        }
        response
    }

    fn add_headers(&self, response: &mut Response) {
        let from_body_parser = response.extensions().get::<responses::FromBodyParser>().is_some();
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if !from_body_parser {
            let allowed = HeaderValue::from_static("Origin, Content-Type, Accept");
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
    }

    /// Does nothing, because this server has no refresh and cannot revoke its sessions.
    fn revoke_all<'a>(&'a self, _: &'a AppState) -> BoxFuture<'a, Result<(), InternalError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
