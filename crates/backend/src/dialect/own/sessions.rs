//! The optional routes `/api/auth/sessions`, with which users list and end their own sessions.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use serde::Serialize;

use super::signed_in::{SignedIn, began_after, signed_in};
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::response::{self, InternalError};
use crate::store::OwnSession;

/// Returns the routes.
pub(super) fn routes() -> Router<Arc<AppState>> {
    Router::new()
        .route("/api/auth/sessions", get(list).delete(end_others))
        .route("/api/auth/sessions/{id}", delete(end))
}

/// A session as the contract describes it. The identifier is not secret: it is useless without the server's key. It is
/// random, so nobody can guess the identifiers of other users' sessions.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    id: String,
    /// Whether the request belongs to this session.
    current: bool,
    began: String,
    last_used: String,
    client: String,
}

async fn list(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Result<Response, Response> {
    let SignedIn { user, session: current, .. } = signed_in(&app, &request).await?;
    let sessions = app.store.sessions_of(user.id, app.clock.now(), began_after(&app)).await.map_err(failed)?;
    let shown = |OwnSession { id, client, began_at, used_at }| Session {
        current: id == current,
        began: response::rfc3339_seconds(began_at),
        last_used: response::rfc3339_seconds(used_at),
        client,
        id,
    };
    Ok(response::json(StatusCode::OK, &sessions.into_iter().map(shown).collect::<Vec<_>>()))
}

/// Ends the user's session with this identifier. It may be the session to which the request itself belongs. In that
/// case, the browser keeps the cookies of the ended session. The server no longer accepts these cookies, and a sign-out
/// clears them.
async fn end(
    State(app): State<Arc<AppState>>,
    Path(id): Path<String>,
    request: BufferedRequest,
) -> Result<Response, Response> {
    let SignedIn { user, .. } = signed_in(&app, &request).await?;
    if app.store.end_own_session(user.id, &id, app.clock.now()).await.map_err(failed)? {
        Ok(response::message(StatusCode::OK, "The session was ended."))
    } else {
        Ok(response::message(StatusCode::NOT_FOUND, "There is no such session."))
    }
}

async fn end_others(State(app): State<Arc<AppState>>, request: BufferedRequest) -> Result<Response, Response> {
    let SignedIn { user, session, .. } = signed_in(&app, &request).await?;
    app.store.end_other_sessions(user.id, &session).await.map_err(failed)?;
    Ok(response::message(StatusCode::OK, "All other sessions were ended."))
}

fn failed(error: sqlx::Error) -> Response {
    InternalError::from(error).into_response()
}
