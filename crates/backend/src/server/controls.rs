//! The controls for tests: what a test can change in a running server, and what a test can read from the server.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Server;
use crate::{Fault, RecordedRequest, Times, dialect};

impl Server {
    /// Allows pages of one more origin, like `http://localhost:8081`, to send requests with credentials. A text that is
    /// not an origin is ignored.
    pub fn allow_origin(&self, origin: &str) {
        self.app.origins.allow(origin);
    }

    /// Makes all access tokens issued so far expire.
    pub fn expire_access_tokens(&self) {
        self.app.access_tokens.expire_all();
    }

    /// Makes all refresh tokens issued so far expire. An error of the database is only logged.
    pub async fn expire_refresh_tokens(&self) {
        if let Err(error) = self.app.store.expire_families().await {
            tracing::error!(%error, "cannot expire the refresh tokens");
        }
    }

    /// Revokes all sessions: their refresh tokens are refused and, with [`Like::Own`](crate::Like::Own), their access
    /// tokens too. Does nothing with [`Like::Node`](crate::Like::Node), because that server cannot revoke a session. An
    /// error of the database is only logged.
    pub async fn revoke_all(&self) {
        // The error is ignored here, because it was logged when it was converted to `InternalError`.
        let _ = dialect::for_server(self.app.like).revoke_all(&self.app).await;
    }

    /// Moves the server's clock forward. This clock determines when tokens expire, when a grace period ends, and how
    /// long a sign-in is refused after too many failures. Time-outs and faults do not use this clock, but real time.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Moves only the date forward, as if somebody had set the system's clock. Tokens and sessions expire by the date,
    /// but the limits do not use it.
    pub fn set_date_forward(&self, by: Duration) {
        self.app.clock.set_date_forward(by);
    }

    /// Injects a fault into a route: `*` for all routes, or a method and a path like `POST /api/auth/refreshtoken`.
    /// Preflights are not affected.
    ///
    /// Several faults can be injected for one route. A request first waits for the delays ([`Fault::Delay`]) of its
    /// route: all delays with [`Times::Always`], and the first delay with [`Times::Next`]. If there is a
    /// [`Fault::Hold`], the request then waits until the faults are cleared. Then the request gets one other fault: the
    /// first fault of its route that is neither a delay nor a hold.
    ///
    /// A fault with `Times::Next(n)` is removed after `n` requests have got it.
    pub fn fault(&self, route: &str, fault: Fault, times: Times) {
        self.app.faults.add(route, fault, times);
    }

    /// Removes all faults. A request that waits because of [`Fault::Hold`] continues. A request that hangs because of
    /// [`Fault::Hang`] continues to hang.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Returns all requests since the start of the server or since [`clear_requests`](Self::clear_requests), in the
    /// order in which they arrived. Preflights are left out. The result is always empty without
    /// [`Config::test_routes`](crate::Config::test_routes).
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.request_log.requests()
    }

    /// Returns how many of the recorded [`requests`](Self::requests) have this method and this path. Give the path
    /// without a query, because queries are not recorded.
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.requests().iter().filter(|request| request.method == method && request.path == path).count()
    }

    /// Returns the number of preflights since the start of the server or since
    /// [`clear_requests`](Self::clear_requests). Always 0 without [`Config::test_routes`](crate::Config::test_routes).
    pub fn preflights(&self) -> usize {
        self.app.request_log.preflights()
    }

    /// Clears the recorded requests and sets the number of preflights to 0.
    pub fn clear_requests(&self) {
        self.app.request_log.clear();
    }

    /// Returns how often `/api/test/write` was executed since the start of the server. Always 0 without
    /// [`Config::test_routes`](crate::Config::test_routes).
    pub fn writes(&self) -> usize {
        self.app.writes.load(Ordering::SeqCst)
    }

    /// Returns how often Argon2 ran so far, for hashing and for verifying. A test can measure the cost of a request
    /// with this number, independently of the machine's speed. The number includes the runs at the start of the server:
    /// one, and one more for each demo account that is added or checked.
    pub fn argon2_runs(&self) -> usize {
        self.app.passwords.runs()
    }
}
