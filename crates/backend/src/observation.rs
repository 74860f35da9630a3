//! The outer middleware: gives each request an identifier, and counts the responses.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::app_state::AppState;
use crate::client::Client;
use crate::request_id;

/// Handles a request. All its log lines get the identifier of the request, and the response gets it as a header.
pub(crate) async fn observe(State(app): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    // At this point, the address of the client is still the address of the connection. `middleware::handle` replaces it
    // later.
    let peer = request.extensions().get::<Client>().map(|client| client.address);
    let id = request_id::of(request.headers(), peer.is_some_and(|peer| app.proxies.trusts(peer)));
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let mut response = next.run(request).instrument(span).await;
    app.metrics.count_request(&method, route.as_ref().map(MatchedPath::as_str), response.status(), started.elapsed());
    response.headers_mut().insert(request_id::HEADER, id);
    response
}
