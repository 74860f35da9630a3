//! The state of one server, which its request handlers and its middleware share.

use std::sync::atomic::AtomicUsize;

use crate::clock::{Clock, millis};
use crate::dialect::{self, Dialect};
use crate::fault::Faults;
use crate::limiter::Limiter;
use crate::metrics::Metrics;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::request_log::RequestLog;
use crate::store::{RefreshPolicy, Store};
use crate::token::{AccessTokens, Key, RefreshTokens};
use crate::{Config, Database, Error, Like};

/// The state of one server. Handlers receive it as `State<Arc<AppState>>`.
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
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) request_log: RequestLog,
    /// How often `/api/test/write` was executed.
    pub(crate) writes: AtomicUsize,
    /// Whether the cookies of the own dialect get the attribute `Secure`. False if the server listens on a loopback
    /// address, because browsers use such a server without https.
    pub(crate) secure_cookies: bool,
    pub(crate) open_roles: bool,
    pub(crate) announce_expiry: bool,
    pub(crate) test_routes: bool,
}

impl AppState {
    /// Creates the state of a server: opens the database, and loads or creates the key that signs the tokens.
    ///
    /// # Errors
    /// The database or the key file cannot be used, the configuration is invalid, the operating system gives no random
    /// bytes, or Argon2 fails.
    pub(crate) async fn new(config: &Config) -> Result<Self, Error> {
        let origins = Origins::new(&config.origins)?;
        let key = match (&config.key, &config.database) {
            (Some(path), _) => Key::load_or_create(path)?,
            (None, Database::Memory) => Key::random()?,
            (None, Database::File(path)) => Key::load_or_create(&path.with_extension("key"))?,
            (None, Database::Postgres(_)) => return Err(Error::KeyRequired),
        };
        Ok(Self {
            dialect: dialect::for_server(config.like),
            store: Store::open(&config.database).await?,
            access_tokens: AccessTokens::new(&key, config.access.as_secs()),
            refresh_tokens: RefreshTokens::new(&key),
            session_key: key.derive("session cookie"),
            refresh_policy: RefreshPolicy {
                rotate: config.rotate && config.like == Like::Own,
                grace: millis(config.grace),
                lifetime: millis(config.refresh),
                session_lifetime: if config.like == Like::Own { millis(config.session_lifetime) } else { u64::MAX },
            },
            passwords: Passwords::new(config.argon2)?,
            limiter: Limiter::default(),
            origins,
            metrics: Metrics::new(),
            clock: Clock::default(),
            faults: Faults::default(),
            request_log: RequestLog::default(),
            writes: AtomicUsize::new(0),
            secure_cookies: !config.is_loopback(),
            open_roles: config.open_roles,
            announce_expiry: config.announce_expiry,
            test_routes: config.test_routes,
        })
    }
}
