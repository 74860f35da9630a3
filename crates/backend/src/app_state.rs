//! The state of one server, which its request handlers and its middleware share.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use crate::clock::{Clock, millis};
use crate::events::OpenStreams;
use crate::fault::Faults;
use crate::limit::{FailedSignIns, SignUps};
use crate::metrics::Metrics;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::proxy::TrustedProxies;
use crate::request_log::RequestLog;
use crate::store::{RefreshPolicy, Store};
use crate::token::{AccessTokens, Keys, RefreshTokens};
use crate::{Config, Error, Like, Offer};

/// The state of one server. Handlers receive it as `State<Arc<AppState>>`.
pub(crate) struct AppState {
    /// Which server to imitate; `dialect::for_server` returns the behaviour.
    pub(crate) like: Like,
    pub(crate) store: Store,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) refresh_tokens: RefreshTokens,
    /// The keys that sign the session cookie of the Node/Express dialect.
    pub(crate) session_keys: Keys,
    pub(crate) refresh_policy: RefreshPolicy,
    pub(crate) passwords: Passwords,
    pub(crate) failed_sign_ins: FailedSignIns,
    pub(crate) sign_ups: SignUps,
    pub(crate) event_streams: Arc<OpenStreams>,
    pub(crate) proxies: TrustedProxies,
    pub(crate) origins: Origins,
    pub(crate) metrics: Metrics,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) request_log: RequestLog,
    /// How often `/api/test/write` was executed.
    pub(crate) writes: AtomicUsize,
    /// Whether the cookies of the own dialect get the attribute `Secure`. False if the server listens on a loopback
    /// address and no allowed origin is https, because then browsers use the server without https.
    pub(crate) secure_cookies: bool,
    /// Whether browsers must use https for the host of this server (HSTS). True if an allowed origin is https and is
    /// not on this machine. An origin on this machine does not count, because browsers would then use https for every
    /// server on `localhost`.
    pub(crate) https_only: bool,
    pub(crate) open_roles: bool,
    pub(crate) announce_expiry: bool,
    /// The optional parts of the contract that this server offers.
    pub(crate) offers: Vec<Offer>,
    pub(crate) test_routes: bool,
}

impl AppState {
    /// Creates the state of a server that allows these origins: opens the database, and loads or creates the keys that
    /// sign the tokens.
    ///
    /// # Errors
    /// The database or the key file cannot be used, the configuration is invalid, the operating system gives no random
    /// bytes, or Argon2 fails.
    pub(crate) async fn new(config: &Config, origins: Origins) -> Result<Self, Error> {
        let proxies = TrustedProxies::new(&config.trusted_proxies)?;
        let keys = Keys::load(config.key_file()?.as_deref(), config.old_key.as_deref())?;
        Ok(Self {
            like: config.like,
            store: Store::open(&config.database).await?,
            access_tokens: AccessTokens::new(&keys, config.access.as_secs()),
            refresh_tokens: RefreshTokens::new(&keys),
            session_keys: keys.derive("session cookie"),
            refresh_policy: RefreshPolicy {
                rotate: config.rotate && config.like == Like::Own,
                grace: millis(config.grace),
                lifetime: millis(config.refresh),
                session_lifetime: if config.like == Like::Own { millis(config.session_lifetime) } else { u64::MAX },
            },
            passwords: Passwords::new(config.argon2)?,
            failed_sign_ins: FailedSignIns::new(config.failure_limit),
            sign_ups: SignUps::new(config.sign_up_limit),
            event_streams: OpenStreams::new(),
            proxies,
            metrics: Metrics::new(),
            clock: Clock::default(),
            faults: Faults::default(),
            request_log: RequestLog::default(),
            writes: AtomicUsize::new(0),
            secure_cookies: !config.is_loopback() || origins.any_https(),
            https_only: origins.any_https_beyond_loopback(),
            origins,
            open_roles: config.open_roles,
            announce_expiry: config.announce_expiry,
            offers: if config.like == Like::Own { config.offers.clone() } else { Vec::new() },
            test_routes: config.test_routes,
        })
    }
}
