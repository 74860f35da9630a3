//! Dialects: the differences between this server and the two real servers that it can imitate. These are the Spring
//! Boot server and the Node/Express server of a well-known tutorial.

mod announcement;
mod node;
mod own;
mod sign_in_response;
mod spring;

use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::MethodRouter;

use crate::app_state::AppState;
use crate::board::Board;
use crate::buffered_request::BufferedRequest;
use crate::response::{self, InternalError};
use crate::store::{Taken, User};
use crate::{Like, Offer};

/// The future that a method of [`Dialect`] returns. The methods are not `async`, because a trait object cannot have
/// such methods.
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
    /// The body could not be read to its end, for example because the connection ended.
    BodyIncomplete,
    /// An error inside the server: the handler returned [`InternalError::Failed`].
    InternalError,
    /// The server is busy, so the client should send the request again later. Either too many other requests already
    /// wait for Argon2, or a refresh has waited too long for the database. The middleware adds the header
    /// `Retry-After`.
    Busy,
}

/// The behaviour that is not the same in all dialects. There are three implementations: one for this server's own
/// dialect, and one for each of the two real servers that this server can imitate.
pub(crate) trait Dialect: Send + Sync {
    /// Returns a router with all routes: `boards` (the routes from the module `boards`), the routes of the dialect, and
    /// the routes of the optional parts in `offers`. The router also has the responses for unknown paths and methods.
    fn routes(&self, boards: Router<Arc<AppState>>, offers: &[Offer]) -> Router<Arc<AppState>>;

    /// Returns what responds to the methods that a route of the module `boards` does not have. By default, this is the
    /// router's response for an unknown method, and axum adds the header `Allow` to it (RFC 9110, section 15.5.6).
    fn other_methods(&self) -> MethodRouter<Arc<AppState>> {
        MethodRouter::new()
    }

    /// Returns the user to whom the request's access token belongs.
    ///
    /// # Errors
    /// The response to send if the request has no valid access token, or if the database failed.
    fn authenticate<'a>(
        &'a self,
        app: &'a AppState,
        request: &'a BufferedRequest,
    ) -> BoxFuture<'a, Result<User, Response>>;

    /// Returns the response for a user who does not have the role that the board needs.
    fn forbidden(&self, app: &AppState, board: Board, path: &str) -> Response;

    /// Returns the response with the text of a board. The default implementation returns the response of the contract.
    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Board.",
            Board::Admin => "Admin Board.",
        };
        response::with_content_type(StatusCode::OK, "text/plain;charset=UTF-8", text)
    }

    /// Returns the response for a rejected request, or for a request whose handler failed.
    fn reject(&self, rejection: Rejection, path: &str) -> Response;

    /// Returns the response to a preflight with these request headers. `allowed` says whether the origin of the
    /// preflight is allowed. The caller adds further headers with `cors::add_headers`.
    fn preflight(&self, request: &HeaderMap, allowed: bool) -> Response;

    /// Adds the headers that the server of this dialect sends with its responses. The middleware does not call this
    /// function for the response to a preflight.
    fn add_headers(&self, response: &mut Response);

    /// Revokes all sessions, so that the next refresh of each session is refused. Does nothing for a server without
    /// refresh.
    fn revoke_all<'a>(&'a self, app: &'a AppState) -> BoxFuture<'a, Result<(), InternalError>>;
}

/// Returns the dialect for a value of `Config::like`.
pub(crate) fn for_server(like: Like) -> &'static dyn Dialect {
    match like {
        Like::Own => &own::Own,
        Like::Spring => &spring::Spring,
        Like::Node => &node::Node,
    }
}

/// Returns the contract's response to a sign-up that is within the limits. `taken` is `None` if the user was added;
/// otherwise it says what is taken: the name or the e-mail address.
fn sign_up_response(taken: Option<Taken>) -> Response {
    match taken {
        None => response::message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => response::message(StatusCode::BAD_REQUEST, "Error: Username is already taken!"),
        Some(Taken::Email) => response::message(StatusCode::BAD_REQUEST, "Error: Email is already in use!"),
    }
}
