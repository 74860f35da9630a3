//! The request as route handlers receive it, with its whole body in memory.

use std::net::IpAddr;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::FromRequest;
use axum::http::{HeaderMap, Request};

use crate::response::InternalError;

/// The client's IP address. `connection::serve` adds this extension to each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The largest accepted body, in bytes. This is enough, because a request of the contract usually has a body of at most
/// a few hundred bytes.
pub(crate) const BODY_LIMIT: usize = 16 * 1024;

/// A request whose body was read completely.
pub(crate) struct BufferedRequest {
    /// The path without the query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The client's IP address; `None` if the request does not have the extension [`Peer`].
    pub(crate) peer: Option<IpAddr>,
}

impl<S: Send + Sync> FromRequest<S> for BufferedRequest {
    type Rejection = InternalError;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, InternalError> {
        let (parts, body) = request.into_parts();
        // The middleware has already read the body and replaced it by the buffered bytes. So `to_bytes` does not wait
        // for the client here.
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| InternalError)?;
        Ok(Self {
            path: parts.uri.path().to_owned(),
            peer: parts.extensions.get::<Peer>().map(|peer| peer.0),
            headers: parts.headers,
            body,
        })
    }
}
