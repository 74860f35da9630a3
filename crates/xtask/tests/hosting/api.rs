//! A server in place of the API. Its responses repeat parts of the request, so that the tests see what the host has
//! passed on.

use axum::{
    Router,
    http::{HeaderMap, HeaderName, Uri, header::CACHE_CONTROL},
    response::IntoResponse,
};
use xtask::port;

/// Starts the server on a free port of this machine, and returns the port.
pub async fn start() -> u16 {
    let listeners = port::listen(0).await.expect("a free port");
    let port = listeners[0].local_addr().expect("bound").port();
    for listener in listeners {
        tokio::spawn(async { axum::serve(listener, Router::new().fallback(answer)).await });
    }
    port
}

async fn answer(uri: Uri, headers: HeaderMap) -> impl IntoResponse {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let identifier = HeaderName::from_static("x-request-id");
    let sent = [(CACHE_CONTROL, "no-store".to_owned()), (identifier, header("x-request-id"))];
    (sent, format!("{} for {}", uri.path(), header("x-forwarded-for")))
}
