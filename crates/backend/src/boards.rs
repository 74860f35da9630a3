//! `/api/test/*`: the four boards, and the write that tests count.
//! It must not know how a dialect recognises a user, or words a board.

use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Serialize;

use crate::app::{App, Visit};
use crate::reply;
use crate::store::{Role, Roles};

/// A board of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Board {
    /// For everyone.
    Public,
    /// For any signed-in user.
    User,
    /// For moderators.
    Moderator,
    /// For admins.
    Admin,
}

impl Board {
    /// Whether a signed-in user of these roles may see it.
    pub(crate) fn admits(self, roles: &Roles) -> bool {
        match self {
            Self::Public | Self::User => true,
            Self::Moderator => roles.has(Role::Moderator),
            Self::Admin => roles.has(Role::Admin),
        }
    }
}

/// The routes; the write only where tests want it.
pub(crate) fn routes(test_routes: bool) -> Router<App> {
    let show = |board| get(move |app, visit| show(app, visit, board));
    let boards = Router::new()
        .route("/api/test/all", show(Board::Public))
        .route("/api/test/user", show(Board::User))
        .route("/api/test/mod", show(Board::Moderator))
        .route("/api/test/admin", show(Board::Admin));
    if test_routes { boards.route("/api/test/write", post(write).put(write).delete(write)) } else { boards }
}

async fn show(State(app): State<App>, visit: Visit, board: Board) -> Response {
    if board == Board::Public {
        return app.dialect.board(board);
    }
    match app.dialect.recognise(&app, &visit).await {
        Ok(user) if board.admits(&user.roles) => app.dialect.board(board),
        Ok(_) => app.dialect.forbid(&app, board, &visit.path),
        Err(refused) => refused,
    }
}

/// Protected as the user board is; what it does shows in the count, however often a client sent it.
async fn write(State(app): State<App>, visit: Visit) -> Response {
    #[derive(Serialize)]
    struct Writes {
        writes: usize,
    }
    if let Err(refused) = app.dialect.recognise(&app, &visit).await {
        return refused;
    }
    let writes = app.writes.fetch_add(1, Ordering::SeqCst) + 1;
    reply::json(StatusCode::OK, &Writes { writes }).into_response()
}
