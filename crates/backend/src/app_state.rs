//! The state of one server, which its request handlers and its middleware share.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use tokio::sync::Semaphore;

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
    /// The database.
    pub(crate) store: Store,
    /// Issues and verifies access tokens.
    pub(crate) access_tokens: AccessTokens,
    /// Issues and verifies refresh tokens.
    pub(crate) refresh_tokens: RefreshTokens,
    /// The keys that sign the session cookie of the Node/Express dialect.
    pub(crate) session_keys: Keys,
    /// Which refresh tokens are accepted, and how long sessions last.
    pub(crate) refresh_policy: RefreshPolicy,
    /// One permit for each connection on which a refresh can run. Refreshes wait in the queue for these permits
    /// instead of in the queue for the connections. The reason is that a refresh can leave the queue for the permits
    /// when its client leaves.
    pub(crate) refresh_turns: Semaphore,
    /// Hashes and verifies passwords, a few at a time.
    pub(crate) passwords: Passwords,
    /// Limits how often clients may fail to sign in.
    pub(crate) failed_sign_ins: FailedSignIns,
    /// Limits how many sign-ups a client may send.
    pub(crate) sign_ups: SignUps,
    /// The open streams of events.
    pub(crate) event_streams: Arc<OpenStreams>,
    /// The reverse proxies whose `X-Forwarded-For` counts.
    pub(crate) proxies: TrustedProxies,
    /// The origins whose pages may send requests.
    pub(crate) origins: Origins,
    /// What the operator's tools read about requests and refreshes.
    pub(crate) metrics: Metrics,
    /// The server's clock, which tests can move forward.
    pub(crate) clock: Clock,
    /// The faults that tests inject.
    pub(crate) faults: Faults,
    /// The log of the requests that the server has received. Only tests read this log. It stays empty if
    /// `test_routes` is false.
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
    /// Whether a sign-up gets the roles that it requests ([`Config::open_roles`]).
    pub(crate) open_roles: bool,
    /// Whether responses announce lifetimes ([`Config::announce_expiry`]).
    pub(crate) announce_expiry: bool,
    /// The optional parts of the contract that this server offers.
    pub(crate) offers: Vec<Offer>,
    /// Whether requests are recorded, and `/api/test/write` exists ([`Config::test_routes`]).
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
        let store = Store::open(&config.database).await?;
        Ok(Self {
            like: config.like,
            refresh_turns: Semaphore::new(store.writers()),
            store,
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
