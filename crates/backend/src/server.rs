//! Starting and stopping a server, and what a test may do to a running one.
//! It must not know how a request is answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::middleware;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app::{App, Parts};
use crate::clock::{Clock, millis};
use crate::fault::Faults;
use crate::limiter::Limiter;
use crate::origin::Origins;
use crate::password::Passwords;
use crate::seen::Log;
use crate::store::{Rules, Store};
use crate::token::{Access, Key, Refresh};
use crate::{Config, Database, Error, Fault, Seen, Times, accounts, boards, dialect, gate, listen};

/// The longest lifetime of a token.
const TEN_YEARS: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A running server. Dropping it stops it at once; [`stop`](Self::stop) lets requests in flight finish.
pub struct Server {
    app: App,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    /// The accept loops; each owns its connections.
    sockets: JoinSet<()>,
}

impl Server {
    /// Starts a server on the current tokio runtime. Once this returns it accepts connections.
    ///
    /// # Errors
    /// When the address, the database or the key file cannot be used, or the configuration contradicts itself.
    pub async fn start(config: Config) -> Result<Self, Error> {
        if config.demo && !config.is_loopback() {
            return Err(Error::DemoOffLoopback(config.address));
        }
        for (name, lifetime) in [("access", config.access), ("refresh", config.refresh)] {
            if !(Duration::from_secs(1)..=TEN_YEARS).contains(&lifetime) {
                return Err(Error::Lifetime(name));
            }
        }
        let origins = Origins::new(&config.origins)?;
        let key = match &config.database {
            Database::Memory => Key::random()?,
            Database::File(path) => Key::from_file(&path.with_extension("key"))?,
        };
        let dialect = dialect::of(config.like);
        let app = App::new(Parts {
            dialect,
            store: Store::open(&config.database).await?,
            access: Access::new(&key, config.access.as_secs()),
            refresh: Refresh::new(&key),
            cookies: key.purpose("session cookie"),
            rules: Rules {
                rotate: config.rotate && config.like == crate::Like::Own,
                grace: millis(config.grace),
                lifetime: millis(config.refresh),
            },
            passwords: Passwords::new(config.argon2)?,
            limiter: Limiter::default(),
            origins,
            clock: Clock::default(),
            faults: Faults::default(),
            seen: Log::default(),
            writes: AtomicUsize::new(0),
            secure: !config.is_loopback(),
            open_roles: config.open_roles,
            announce_expiry: config.announce_expiry,
            test_routes: config.test_routes,
        });
        if config.demo {
            accounts::add_demo(&app).await.map_err(|_| Error::Demo)?;
        }

        let router = dialect
            .routes()
            .merge(boards::routes(config.test_routes))
            .layer(middleware::from_fn_with_state(app.clone(), gate::pass))
            .with_state(app.clone());
        let listeners = listen::bind(config.address).await?;
        let address = listeners[0].local_addr().map_err(|source| Error::Listen { address: config.address, source })?;
        let (stop, stopped) = watch::channel(false);
        let mut sockets = JoinSet::new();
        for listener in listeners {
            let (router, stopped) = (router.clone(), stopped.clone());
            sockets.spawn(listen::serve(listener, router, config.keep_alive, stopped));
        }
        Ok(Self { app, address, stop, sockets })
    }

    /// Where it listens, with the port it got.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base, without a slash at the end. On a loopback address the host is `localhost`, so that its cookies are
    /// same-site with an app on another port of `localhost`.
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

    /// Allows one more origin, like `http://localhost:8081`; anything that is no origin allows nothing.
    pub fn allow_origin(&self, origin: &str) {
        self.app.origins.allow(origin);
    }

    /// Every access token issued so far counts as expired from now on.
    pub fn expire_access_tokens(&self) {
        self.app.access.expire_all();
    }

    /// Every refresh token issued so far counts as expired from now on.
    pub async fn expire_refresh_tokens(&self) {
        if let Err(error) = self.app.store.expire_families().await {
            tracing::error!(%error, "the refresh tokens did not expire");
        }
    }

    /// Every session is revoked: its refresh is refused, and (in this server's own dialect) its access token too.
    pub async fn revoke_all(&self) {
        // A failure is in the log already.
        let _ = self.app.dialect.revoke_all(&self.app).await;
    }

    /// Moves the server's clock forward, for tokens, grace and limits. Time-outs and faults keep real time.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Injects a fault into a route: `*` for all, or a method and a path like `POST /api/auth/refreshtoken`.
    /// Preflights are spared. Of several faults the first with times left happens; every standing
    /// [`Fault::Delay`] and the first passing one come before it, or before the work.
    pub fn fault(&self, route: &str, fault: Fault, times: Times) {
        self.app.faults.add(route, fault, times);
    }

    /// Takes all faults back; requests that hang already go on hanging.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Every request so far but preflights, in the order they came. Only with [`Config::test_routes`].
    pub fn seen(&self) -> Vec<Seen> {
        self.app.seen.all()
    }

    /// How many of them had this method and path (without query).
    pub fn count(&self, method: &str, path: &str) -> usize {
        let seen = self.seen();
        seen.iter().filter(|seen| seen.method == method && seen.path == path).count()
    }

    /// How many preflights came so far. Only with [`Config::test_routes`].
    pub fn preflights(&self) -> usize {
        self.app.seen.preflights()
    }

    /// Forgets the requests seen so far, and the preflights.
    pub fn clear_seen(&self) {
        self.app.seen.clear();
    }

    /// How often `/api/test/write` was executed. Only with [`Config::test_routes`].
    pub fn writes(&self) -> usize {
        self.app.writes.load(Ordering::SeqCst)
    }

    /// How often a password was hashed so far, be it to keep or to check it: what an answer costs, told apart from how
    /// long it took. The demo accounts and the hasher's own start count too.
    pub fn argon2_runs(&self) -> usize {
        self.app.passwords.runs()
    }

    /// Stops: no new connection, requests in flight may take five more seconds, the database is closed.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        while self.sockets.join_next().await.is_some() {}
        self.app.store.close().await;
    }
}
