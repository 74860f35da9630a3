//! The request as route handlers receive it, with its whole body in memory.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::FromRequest;
use axum::http::{HeaderMap, Request};

use crate::client::Client;
use crate::response::InternalError;

/// The largest accepted body, in bytes. This is enough, because a request of the contract usually has a body of at most
/// a few hundred bytes.
pub(crate) const BODY_LIMIT: usize = 16 * 1024;

/// A request whose body was read completely.
pub(crate) struct BufferedRequest {
    /// The path without the query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Who sent the request.
    pub(crate) client: Client,
}

impl<S: Send + Sync> FromRequest<S> for BufferedRequest {
    type Rejection = InternalError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, InternalError> {
        let (parts, body) = request.into_parts();
        // The middleware has already read the body and replaced it by the buffered bytes. So `to_bytes` does not wait
        // for the client here.
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| InternalError::Failed)?;
        let Some(client) = parts.extensions.get::<Client>().cloned() else {
            tracing::error!("a request has no client");
            return Err(InternalError::Failed);
        };
        Ok(Self { path: parts.uri.path().to_owned(), headers: parts.headers, body, client })
    }
}
