//! What every request may reach: the parts of a running server, in one place.
//! It must not know what any request does with them.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::FromRequest;
use axum::http::{HeaderMap, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::Clock;
use crate::dialect::Dialect;
use crate::fault::Faults;
use crate::limiter::Limiter;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::reply::Failure;
use crate::seen::Log;
use crate::store::{Rules, Store};
use crate::token::{Access, Key, Refresh};

/// The parts of a running server.
pub(crate) struct Parts {
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) store: Store,
    pub(crate) access: Access,
    pub(crate) refresh: Refresh,
    /// Signs cookies that are no tokens of their own.
    pub(crate) cookies: Key,
    pub(crate) rules: Rules,
    pub(crate) passwords: Passwords,
    pub(crate) limiter: Limiter,
    pub(crate) origins: Origins,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) seen: Log,
    /// How often the test's write was executed.
    pub(crate) writes: AtomicUsize,
    /// Whether cookies travel over https only.
    pub(crate) secure: bool,
    pub(crate) open_roles: bool,
    pub(crate) announce_expiry: bool,
    pub(crate) test_routes: bool,
}

/// The running server, shared by all requests.
#[derive(Clone)]
pub(crate) struct App(Arc<Parts>);

impl App {
    /// Shares the parts.
    pub(crate) fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The address a request came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// The most bytes of a body: the contract's largest is a few hundred.
pub(crate) const BODY_LIMIT: usize = 16 * 1024;

/// A request whose body has arrived.
pub(crate) struct Visit {
    /// The path without its query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) peer: Option<IpAddr>,
}

impl<S: Send + Sync> FromRequest<S> for Visit {
    type Rejection = Failure;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        // The gate has read it and put it back.
        let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| Failure)?;
        Ok(Self {
            path: parts.uri.path().to_owned(),
            peer: parts.extensions.get::<Peer>().map(|peer| peer.0),
            headers: parts.headers,
            body,
        })
    }
}

/// A name that nobody guesses: 128 random bits, without `.` or `|`.
pub(crate) fn random_name() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
