//! Starts and stops a server. The functions for tests are in `controls`.

mod controls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::app_state::AppState;
use crate::connection_cap::ConnectionCap;
use crate::origin::Origins;
use crate::{
    Config, Error, Like, Offer, boards, cleanup, demo, dialect, events, exposure, listener, middleware, observation,
    operations,
};

/// The longest lifetime that can be configured for a token: ten years of 365 days.
const MAX_LIFETIME: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// How long [`Server::stop`] takes at most. The requests in flight may take up to five seconds of this time. After
/// them, the database is closed.
const STOP_TIMEOUT: Duration = Duration::from_secs(8);

/// A running server. Dropping this value closes all connections without waiting for the requests in flight. To wait for
/// these requests, call [`stop`](Self::stop).
pub struct Server {
    app: Arc<AppState>,
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    /// The tasks of the server. For each listening socket, a task accepts connections and owns them. Another task
    /// deletes expired sessions. If the server offers events, another task sends them.
    tasks: JoinSet<()>,
}

impl Server {
    /// Starts a server on the current tokio runtime. When this function returns, the server accepts connections.
    ///
    /// # Errors
    /// For example, the address or the database cannot be used, or the configuration is invalid. [`Error`] lists all
    /// reasons.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let origins = Origins::new(&config.origins)?;
        exposure::check(&config, &origins)?;
        let lifetimes = [("access", config.access), ("refresh", config.refresh), ("session", config.session_lifetime)];
        for (name, lifetime) in lifetimes {
            if !(Duration::from_secs(1)..=MAX_LIFETIME).contains(&lifetime) {
                return Err(Error::Lifetime(name));
            }
        }
        // The sockets are bound before the database and the key file are opened. So a server that cannot listen leaves
        // no trace in them.
        let sockets = listener::bind(config.address)?;
        let metrics_sockets = config.metrics.map(listener::bind).transpose()?;
        let app = Arc::new(AppState::new(&config, origins).await?);
        demo::prepare_database(&app, &config).await?;
        if config.like == Like::Own {
            app.store.fill_skeletons().await?;
        }
        if app.https_only && config.trusted_proxies.is_empty() {
            tracing::warn!(
                "an allowed origin is https, so a reverse proxy is in front of this server; name it with \
                 --trusted-proxy, or all its clients share the limits of one address"
            );
        }

        let dialect = dialect::for_server(config.like);
        let router = dialect
            .routes(boards::routes(config.test_routes, &dialect.other_methods()), &app.offers)
            .layer(from_fn_with_state(app.clone(), middleware::handle))
            .layer(from_fn_with_state(app.clone(), observation::observe))
            .with_state(app.clone());
        let (address, sockets) = sockets.listen()?;
        let (metrics_address, metrics_sockets) = match metrics_sockets {
            Some(sockets) => {
                let (address, sockets) = sockets.listen()?;
                (Some(address), sockets)
            }
            None => (None, Vec::new()),
        };
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        // The server may listen on two sockets for the API. The connections of both sockets are counted together, so
        // that the limits on connections apply to both sockets together.
        let clients = Arc::<ConnectionCap>::default();
        for socket in sockets {
            let (router, clients) = (router.clone(), clients.clone());
            tasks.spawn(listener::serve(socket, router, app.clone(), clients, config.keep_alive, stopped.clone()));
        }
        for socket in metrics_sockets {
            let routes = operations::routes(app.clone());
            // The connections of the operator's tools are counted separately. So the clients of the API cannot use up
            // the connections that these tools need.
            let clients = Arc::default();
            tasks.spawn(listener::serve(socket, routes, app.clone(), clients, config.keep_alive, stopped.clone()));
        }
        if app.offers.contains(&Offer::Events) {
            tasks.spawn(events::run(app.clone(), stopped.clone()));
        }
        tasks.spawn(cleanup::run(app.clone(), stopped));
        Ok(Self { app, address, metrics_address, stop, tasks })
    }

    /// Returns the configured address, but with the port on which the server really listens. The two ports differ if
    /// the configured port is 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the address of the operator's tools ([`Config::metrics`]), with the port on which the server really
    /// listens; `None` if it is not configured.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Returns the server's URL without a slash at the end. For a loopback address the host is `localhost`, because
    /// then the server is same-site with an app on another port of `localhost`.
    pub fn url(&self) -> String {
        let port = self.address.port();
        if self.address.ip().is_loopback() {
            format!("http://localhost:{port}")
        } else {
            format!("http://{}", self.address)
        }
    }

    /// Returns the API base: the URL under which the routes of the contract are, like `http://localhost:8080/api`.
    pub fn api(&self) -> String {
        self.url() + "/api"
    }

    /// Stops the server: accepts no new connection, waits up to five seconds for the requests in flight, and closes the
    /// database. Returns after eight seconds at the latest, even if the database has not responded by then. Such a
    /// database rolls back an open transaction when the connection of the transaction ends.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        // Requests that a fault holds need not be waited for.
        self.app.faults.clear();
        let stopped = async {
            while self.tasks.join_next().await.is_some() {}
            self.app.store.close().await;
        };
        if tokio::time::timeout(STOP_TIMEOUT, stopped).await.is_err() {
            tracing::warn!("the database did not finish before the shutdown time-out");
        }
    }
}
