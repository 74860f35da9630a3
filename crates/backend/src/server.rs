//! Starting and stopping a server, and the controls for tests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app_state::AppState;
use crate::clock::{Clock, millis};
use crate::fault::Faults;
use crate::limiter::Limiter;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::request_log::RequestLog;
use crate::store::{RefreshPolicy, Store};
use crate::token::{AccessTokens, Key, RefreshTokens};
use crate::{
    Config, Database, Error, Fault, Like, RecordedRequest, Times, accounts, boards, dialect, listener, middleware,
};

/// The longest lifetime of a token: ten years.
const MAX_LIFETIME: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A running server. Dropping it stops it immediately; [`stop`](Self::stop) lets requests in flight finish.
pub struct Server {
    app: Arc<AppState>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    /// The accept loops. Each of them owns its connections.
    listeners: JoinSet<()>,
}

impl Server {
    /// Starts a server on the current tokio runtime. When this returns, the server accepts connections.
    ///
    /// # Errors
    /// The address, the database or the key file cannot be used, or the configuration is invalid.
    pub async fn start(config: Config) -> Result<Self, Error> {
        if config.demo && !config.is_loopback() {
            return Err(Error::DemoOffLoopback(config.address));
        }
        for (name, lifetime) in [("access", config.access), ("refresh", config.refresh)] {
            if !(Duration::from_secs(1)..=MAX_LIFETIME).contains(&lifetime) {
                return Err(Error::Lifetime(name));
            }
        }
        let app = Arc::new(app_state(&config).await?);
        if config.demo {
            accounts::add_demo_accounts(&app).await.map_err(|_| Error::Demo)?;
        }

        let router = app
            .dialect
            .routes()
            .merge(boards::routes(config.test_routes))
            .layer(from_fn_with_state(app.clone(), middleware::handle))
            .with_state(app.clone());
        let sockets = listener::bind(config.address).await?;
        let address = sockets[0].local_addr().map_err(|source| Error::Listen { address: config.address, source })?;
        let (stop, stopped) = watch::channel(false);
        let mut listeners = JoinSet::new();
        for socket in sockets {
            listeners.spawn(listener::serve(socket, router.clone(), config.keep_alive, stopped.clone()));
        }
        Ok(Self { app, address, stop, listeners })
    }

    /// The address on which the server listens, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The server's URL without a slash at the end. For a loopback address the host is `localhost`, so that the server
    /// is same-site with an app on another port of `localhost`.
    pub fn url(&self) -> String {
        let port = self.address.port();
        if self.address.ip().is_loopback() {
            format!("http://localhost:{port}")
        } else {
            format!("http://{}", self.address)
        }
    }

    /// The contract's API base: [`url`](Self::url) and `/api`.
    pub fn api(&self) -> String {
        self.url() + "/api"
    }

    /// Allows one more origin, like `http://localhost:8081`. A text that is not an origin is ignored.
    pub fn allow_origin(&self, origin: &str) {
        self.app.origins.allow(origin);
    }

    /// Makes all access tokens issued so far expire.
    pub fn expire_access_tokens(&self) {
        self.app.access_tokens.expire_all();
    }

    /// Makes all refresh tokens issued so far expire.
    pub async fn expire_refresh_tokens(&self) {
        if let Err(error) = self.app.store.expire_families().await {
            tracing::error!(%error, "cannot expire the refresh tokens");
        }
    }

    /// Revokes all sessions: their refresh tokens are refused and, with [`Like::Own`], their access tokens too.
    pub async fn revoke_all(&self) {
        // An error was logged when it was converted to `InternalError`.
        let _ = self.app.dialect.revoke_all(&self.app).await;
    }

    /// Moves the server's clock forward, for tokens, grace period and sign-in limit. Time-outs and faults use real time.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Injects a fault into a route: `*` for all routes, or a method and a path like `POST /api/auth/refreshtoken`.
    /// Preflights are not affected. A request gets the first fault of its route that has times left. Before it come all
    /// [`Fault::Delay`]s with [`Times::Always`] and the first one with [`Times::Next`].
    pub fn fault(&self, route: &str, fault: Fault, times: Times) {
        self.app.faults.add(route, fault, times);
    }

    /// Removes all faults. Requests that already hang continue to hang.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// All requests so far except preflights, in the order in which they arrived. Always empty without
    /// [`Config::test_routes`].
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.request_log.requests()
    }

    /// The number of recorded requests with this method and path (without query).
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.requests().iter().filter(|request| request.method == method && request.path == path).count()
    }

    /// The number of preflights so far. Always 0 without [`Config::test_routes`].
    pub fn preflights(&self) -> usize {
        self.app.request_log.preflights()
    }

    /// Clears the recorded requests and the number of preflights.
    pub fn clear_requests(&self) {
        self.app.request_log.clear();
    }

    /// How often `/api/test/write` was executed. Always 0 without [`Config::test_routes`].
    pub fn writes(&self) -> usize {
        self.app.writes.load(Ordering::SeqCst)
    }

    /// How often Argon2 ran so far, for hashing and for verifying. This measures the cost of a request independently of
    /// the machine's speed. It includes the runs for the demo accounts and for the start of the server.
    pub fn argon2_runs(&self) -> usize {
        self.app.passwords.runs()
    }

    /// Stops the server: it accepts no new connection, waits up to five seconds for the requests in flight, and closes
    /// the database.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.listeners.join_next().await.is_some() {}
        self.app.store.close().await;
    }
}

/// Creates the shared state: opens the database, and reads or creates the key.
async fn app_state(config: &Config) -> Result<AppState, Error> {
    let origins = Origins::new(&config.origins)?;
    let key = match &config.database {
        Database::Memory => Key::random()?,
        Database::File(path) => Key::load_or_create(&path.with_extension("key"))?,
    };
    Ok(AppState {
        dialect: dialect::for_server(config.like),
        store: Store::open(&config.database).await?,
        access_tokens: AccessTokens::new(&key, config.access.as_secs()),
        refresh_tokens: RefreshTokens::new(&key),
        session_key: key.derive("session cookie"),
        refresh_policy: RefreshPolicy {
            rotate: config.rotate && config.like == Like::Own,
            grace: millis(config.grace),
            lifetime: millis(config.refresh),
        },
        passwords: Passwords::new(config.argon2)?,
        limiter: Limiter::default(),
        origins,
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
