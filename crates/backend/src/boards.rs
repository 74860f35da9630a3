//! The routes `/api/test/*`: the four boards, and the route `/api/test/write`, which counts how often it was executed.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::MethodRouter;
use serde::Serialize;

use crate::app_state::AppState;
use crate::board::Board;
use crate::buffered_request::BufferedRequest;
use crate::dialect;
use crate::response;

/// Returns the routes of this module. `/api/test/write` exists only if `test_routes` is true. `other_methods` responds
/// to the methods that a route does not have ([`Dialect::other_methods`](crate::dialect::Dialect::other_methods)).
pub(crate) fn routes(test_routes: bool, other_methods: &MethodRouter<Arc<AppState>>) -> Router<Arc<AppState>> {
    let show = |board| other_methods.clone().get(move |app, request| show(app, request, board));
    let boards = Router::new()
        .route("/api/test/all", show(Board::Public))
        .route("/api/test/user", show(Board::User))
        .route("/api/test/mod", show(Board::Moderator))
        .route("/api/test/admin", show(Board::Admin));
    let write = other_methods.clone().post(write).put(write).delete(write);
    if test_routes { boards.route("/api/test/write", write) } else { boards }
}

async fn show(State(app): State<Arc<AppState>>, request: BufferedRequest, board: Board) -> Response {
    let dialect = dialect::for_server(app.like);
    if board == Board::Public {
        return dialect.board(board);
    }
    match dialect.authenticate(&app, &request).await {
        Ok(user) if board.allows(&user.roles) => dialect.board(board),
        Ok(_) => dialect.forbidden(&app, board, &request.path),
        Err(refused) => refused,
    }
}

/// Adds one to the number of writes, and responds with the new number. Like the user board, this route needs a
/// signed-in user.
async fn write(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Response {
    #[derive(Serialize)]
    struct Writes {
        writes: usize,
    }
    if let Err(refused) = dialect::for_server(app.like).authenticate(&app, &request).await {
        return refused;
    }
    let writes = app.writes.fetch_add(1, Ordering::SeqCst) + 1;
    response::json(StatusCode::OK, &Writes { writes })
}
