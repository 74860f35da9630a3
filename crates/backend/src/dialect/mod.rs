//! Dialects: the differences between this server and the two real servers that it can imitate.

mod node;
mod own;
mod sign_in_response;
mod spring;

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::Like;
use crate::app_state::AppState;
use crate::boards::Board;
use crate::buffered_request::BufferedRequest;
use crate::response::{self, InternalError};
use crate::store::{Taken, User};

/// The future of a trait method.
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a request is rejected before its route handler runs, or why the handler failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rejection {
    /// The request comes from a page whose origin is not allowed.
    ForeignOrigin,
    /// The content type of a POST request is not JSON.
    NotJson,
    /// The body is larger than `BODY_LIMIT`.
    BodyTooLarge,
    /// The body was not received in time.
    BodyTimeout,
    /// The connection ended before the end of the body.
    BodyIncomplete,
    /// An error inside the server. Its cause was logged.
    InternalError,
}

/// The behaviour in which the servers differ.
pub(crate) trait Dialect: Send + Sync {
    /// The routes except the boards, and the responses for unknown paths and methods.
    fn routes(&self) -> Router<Arc<AppState>>;

    /// The user of the request's access token. The error is the response for a request without a valid one.
    fn authenticate<'a>(
        &'a self,
        app: &'a AppState,
        request: &'a BufferedRequest,
    ) -> BoxFuture<'a, Result<User, Response>>;

    /// The response for a user who does not have the role that the board needs.
    fn forbidden(&self, app: &AppState, board: Board, path: &str) -> Response;

    /// The response with the text of a board. The default is the contract's.
    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Board.",
            Board::Admin => "Admin Board.",
        };
        response::with_content_type(StatusCode::OK, "text/plain;charset=UTF-8", text)
    }

    /// The response for a rejected request.
    fn reject(&self, rejection: Rejection, path: &str) -> Response;

    /// The response for a preflight with these request headers, without the headers that `cors::add_headers` adds.
    /// `allowed` tells whether the origin is allowed.
    fn preflight(&self, request: &HeaderMap, allowed: bool) -> Response;

    /// Adds the headers of every response except those for preflights.
    fn add_headers(&self, response: &mut Response);

    /// Revokes all sessions, so that the next refresh of each is refused.
    fn revoke_all<'a>(&'a self, app: &'a AppState) -> BoxFuture<'a, Result<(), InternalError>>;
}

/// The dialect for a setting of `Config::like`.
pub(crate) fn for_server(like: Like) -> &'static dyn Dialect {
    match like {
        Like::Own => &own::Own,
        Like::Spring => &spring::Spring,
        Like::Node => &node::Node,
    }
}

/// The contract's response for a valid sign-up.
fn sign_up_response(taken: Option<Taken>) -> Response {
    match taken {
        None => response::message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => response::message(StatusCode::BAD_REQUEST, "Error: Username is already taken!"),
        Some(Taken::Email) => response::message(StatusCode::BAD_REQUEST, "Error: Email is already in use!"),
    }
}
