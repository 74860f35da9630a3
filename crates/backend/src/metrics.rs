//! The server's metrics in the format of OpenMetrics, which Prometheus reads. No label contains anything that a client
//! can choose freely. So no label can contain a secret, and the number of different values of each label is limited.

use std::fmt::Error;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::log_writer;

/// The upper limits of the buckets of the request durations, in seconds.
const BUCKETS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// All metrics of one server. Counting is possible from several threads at the same time.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    durations: Histogram,
    refreshes: Family<RefreshLabels, Counter>,
    passwords: Family<PasswordLabels, Gauge>,
    connections: Family<ConnectionLabels, Gauge>,
    event_streams: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    /// The route, like `/api/auth/signin`; `other` for an unknown path.
    route: String,
    status: u16,
}

/// What happened to the refresh token of a refresh request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshOutcome {
    /// The token was accepted, and the next token replaced it.
    Rotated,
    /// The token was accepted and stays the current one, because the server does not rotate.
    Kept,
    /// Another token had already replaced this one. But the grace period had not ended, so this token was accepted.
    WithinGrace,
    /// The token was refused. Either the server has never issued it, or its session has been deleted, or its user has
    /// been deleted or disabled.
    Unknown,
    /// The session of the token had expired, or the current token of the session had expired.
    Expired,
    /// The session of the token had already been revoked.
    Revoked,
    /// Another token had already replaced this one, and the grace period did not apply. So the server revoked the
    /// session.
    Reused,
    /// The database failed, so the outcome is unknown.
    Failed,
}

impl RefreshOutcome {
    fn label(self) -> &'static str {
        match self {
            Self::Rotated => "rotated",
            Self::Kept => "kept",
            Self::WithinGrace => "within_grace",
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::Reused => "reused",
            Self::Failed => "failed",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefreshLabels {
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PasswordLabels {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionLabels {
    pool: &'static str,
    state: &'static str,
}

/// The values that are read when the metrics are requested.
pub(crate) struct Snapshot {
    /// How many requests wait for a run of Argon2, and how many runs are in progress.
    pub(crate) passwords: (usize, usize),
    /// For each pool of connections: its name, the number of its connections, and how many of them are idle.
    pub(crate) pools: [(&'static str, usize, usize); 2],
    /// The number of open streams of events.
    pub(crate) event_streams: usize,
}

impl Metrics {
    /// Returns the metrics of a new server.
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("evergreen");
        let metrics = Self {
            requests: Family::default(),
            durations: Histogram::new(BUCKETS),
            refreshes: Family::default(),
            passwords: Family::default(),
            connections: Family::default(),
            event_streams: Gauge::default(),
            registry: Registry::default(),
        };
        registry.register("requests", "Responses by method, route and status", metrics.requests.clone());
        let help = "Time from the head of a request to the head of its response";
        registry.register_with_unit("request_duration", help, Unit::Seconds, metrics.durations.clone());
        registry.register("refreshes", "Refresh tokens by what happened to them", metrics.refreshes.clone());
        registry.register(
            "passwords",
            "Passwords that wait to be hashed or are being hashed",
            metrics.passwords.clone(),
        );
        registry.register("database_connections", "Connections to the database", metrics.connections.clone());
        registry.register("event_streams", "Open streams of events", metrics.event_streams.clone());
        let help = "Lines of the log that were dropped, because nobody read them in time";
        registry.register("log_lines_dropped", help, log_writer::dropped());
        Self { registry, ..metrics }
    }

    /// Counts a response. `route` is the matched route; `None` for an unknown path.
    pub(crate) fn count_request(&self, method: &Method, route: Option<&str>, status: StatusCode, duration: Duration) {
        let route = route.unwrap_or("other").to_owned();
        let labels = RequestLabels { method: method_label(method), route, status: status.as_u16() };
        self.requests.get_or_create(&labels).inc();
        self.durations.observe(duration.as_secs_f64());
    }

    /// Counts the use of a refresh token.
    pub(crate) fn count_refresh(&self, outcome: RefreshOutcome) {
        self.refreshes.get_or_create(&RefreshLabels { outcome: outcome.label() }).inc();
    }

    /// Returns all metrics as text.
    ///
    /// # Errors
    /// The text cannot be written. This does not happen with a `String`.
    pub(crate) fn to_text(&self, snapshot: &Snapshot) -> Result<String, Error> {
        let set = |gauge: &Gauge, value: usize| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        let (waiting, running) = snapshot.passwords;
        for (state, value) in [("waiting", waiting), ("running", running)] {
            set(&self.passwords.get_or_create(&PasswordLabels { state }), value);
        }
        for (pool, size, idle) in snapshot.pools {
            for (state, value) in [("idle", idle), ("used", size.saturating_sub(idle))] {
                set(&self.connections.get_or_create(&ConnectionLabels { pool, state }), value);
            }
        }
        set(&self.event_streams, snapshot.event_streams);
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Returns the name of a method. A client can send any method, so unknown ones have a common name.
pub(crate) fn method_label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
