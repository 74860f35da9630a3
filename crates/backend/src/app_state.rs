//! The state of a running server that all request handlers share.

use std::sync::atomic::AtomicUsize;

use crate::clock::Clock;
use crate::dialect::Dialect;
use crate::fault::Faults;
use crate::limiter::Limiter;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::request_log::RequestLog;
use crate::store::{RefreshPolicy, Store};
use crate::token::{AccessTokens, Key, RefreshTokens};

/// The shared state. Handlers receive it as `State<Arc<AppState>>`.
pub(crate) struct AppState {
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) store: Store,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) refresh_tokens: RefreshTokens,
    /// Signs the session cookie of the Node/Express dialect.
    pub(crate) session_key: Key,
    pub(crate) refresh_policy: RefreshPolicy,
    pub(crate) passwords: Passwords,
    pub(crate) limiter: Limiter,
    pub(crate) origins: Origins,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) request_log: RequestLog,
    /// How often `/api/test/write` was executed.
    pub(crate) writes: AtomicUsize,
    /// Whether cookies get the attribute `Secure`.
    pub(crate) secure_cookies: bool,
    pub(crate) open_roles: bool,
    pub(crate) announce_expiry: bool,
    pub(crate) test_routes: bool,
}
