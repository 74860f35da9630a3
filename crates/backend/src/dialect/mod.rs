//! What differs between this server and the two real ones it can imitate, in one place.
//! It must not know what they have in common: accounts, boards, tokens, the gate.

mod node;
mod own;
mod signed;
mod spring;

use std::pin::Pin;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::Like;
use crate::app::{App, Visit};
use crate::boards::Board;
use crate::reply::{self, Failure};
use crate::store::{Taken, User};

/// Something that takes its time.
pub(crate) type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why the gate lets a request go no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It comes from a page of an origin that is not allowed.
    ForeignOrigin,
    /// A POST that does not call itself JSON.
    NotJson,
    /// More bytes than any body of the contract.
    TooLarge,
    /// The body did not arrive in time.
    TooSlow,
    /// The body broke off.
    BrokenOff,
    /// The server itself failed; the log knows why.
    Failed,
}

/// A way to speak the contract.
pub(crate) trait Dialect: Send + Sync {
    /// The routes beside the boards, and what an unknown path is answered.
    fn routes(&self) -> Router<App>;

    /// The user of a request's access token, or the answer to give instead.
    fn recognise<'a>(&'a self, app: &'a App, visit: &'a Visit) -> Later<'a, Result<User, Response>>;

    /// The answer to a user whose roles a board does not admit.
    fn forbid(&self, app: &App, board: Board, path: &str) -> Response;

    /// The text of a board: the contract's, unless a server has its own.
    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Board.",
            Board::Admin => "Admin Board.",
        };
        reply::typed(StatusCode::OK, "text/plain;charset=UTF-8", text)
    }

    /// The answer to a request that the gate refuses.
    fn refuse(&self, refusal: Refusal, path: &str) -> Response;

    /// The answer to a preflight, without what every CORS answer has.
    fn preflight(&self, asked: &HeaderMap, allowed: bool) -> Response;

    /// Puts on the headers that every other answer has.
    fn dress(&self, response: &mut Response);

    /// Takes every refresh token back: the next refresh is refused.
    fn revoke_all<'a>(&'a self, app: &'a App) -> Later<'a, Result<(), Failure>>;
}

/// The dialect of a server.
pub(crate) fn of(like: Like) -> &'static dyn Dialect {
    match like {
        Like::Own => &own::Own,
        Like::Spring => &spring::Spring,
        Like::Node => &node::Node,
    }
}

/// The contract's answer to a sign-up that keeps to the limits.
fn registered(taken: Option<Taken>) -> Response {
    match taken {
        None => reply::message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => reply::message(StatusCode::BAD_REQUEST, "Error: Username is already taken!"),
        Some(Taken::Email) => reply::message(StatusCode::BAD_REQUEST, "Error: Email is already in use!"),
    }
}
