//! A server in place of the API. Its responses repeat parts of the request, so that the tests see what the host has
//! passed on.

use axum::{
    Router,
    http::{HeaderMap, Uri, header::CACHE_CONTROL},
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
    let client = headers.get("x-forwarded-for").and_then(|client| client.to_str().ok()).unwrap_or("nobody");
    ([(CACHE_CONTROL, "no-store")], format!("{} for {client}", uri.path()))
}
