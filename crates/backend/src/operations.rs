//! The routes for the operator's tools: whether the server works, and its metrics. They have an address of their own,
//! because clients must not reach them.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;

use crate::app_state::AppState;
use crate::metrics::Snapshot;
use crate::response;

/// The content type of the metrics, as the OpenMetrics specification defines it.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// How long the database may take to show that it works.
const READY_TIMEOUT: Duration = Duration::from_secs(2);

/// Returns the routes.
///
/// - `/healthz` responds with 200 as long as the server runs. If there is no response, restart the server.
/// - `/readyz` responds with 200 if requests can use the database and its tables, otherwise with 503. Send no requests
///   to this server while the status is 503.
/// - `/metrics` responds with the metrics.
pub(crate) fn routes(app: Arc<AppState>) -> Router {
    Router::new()
        .route("/healthz", get(async || text(StatusCode::OK, "ok\n")))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn ready(State(app): State<Arc<AppState>>) -> Response {
    // The check runs to its end, even if nobody waits for it any more. If it were dropped while a transaction begins,
    // the pool would keep a connection with an open transaction.
    let check = tokio::spawn(async move { app.store.check().await });
    match tokio::time::timeout(READY_TIMEOUT, check).await {
        Ok(Ok(Ok(()))) => text(StatusCode::OK, "ok\n"),
        Ok(Err(_)) => text(StatusCode::SERVICE_UNAVAILABLE, "the check failed\n"),
        Ok(Ok(Err(error))) => {
            tracing::warn!(%error, "not ready: the database failed");
            text(StatusCode::SERVICE_UNAVAILABLE, "the database failed\n")
        }
        Err(_) => text(StatusCode::SERVICE_UNAVAILABLE, "the database did not respond in time\n"),
    }
}

async fn metrics(State(app): State<Arc<AppState>>) -> Response {
    let snapshot = Snapshot {
        passwords: app.passwords.load(),
        pools: app.store.connections(),
        event_streams: *app.event_streams.count().borrow(),
    };
    match app.metrics.to_text(&snapshot) {
        Ok(text) => response::with_content_type(StatusCode::OK, OPEN_METRICS, text),
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "the metrics cannot be written\n"),
    }
}

fn text(status: StatusCode, text: &'static str) -> Response {
    response::with_content_type(status, "text/plain;charset=UTF-8", text)
}
