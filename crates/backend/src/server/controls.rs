//! The controls for tests: what a test can change in a running server, and what it can read.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Server;
use crate::{Fault, RecordedRequest, Times};

impl Server {
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

    /// Revokes all sessions: their refresh tokens are refused and, with [`Like::Own`](crate::Like::Own), their access
    /// tokens too.
    pub async fn revoke_all(&self) {
        // An error can be ignored here, because it was logged when it was converted to `InternalError`.
        let _ = self.app.dialect.revoke_all(&self.app).await;
    }

    /// Moves the server's clock forward, for tokens, grace period and sign-in limit. Time-outs and faults use real
    /// time.
    pub fn advance(&self, by: Duration) {
        self.app.clock.advance(by);
    }

    /// Injects a fault into a route: `*` for all routes, or a method and a path like `POST /api/auth/refreshtoken`.
    /// Preflights are not affected. A request gets the first fault for its route that may still be applied. Delays are
    /// an exception: before that fault, the request waits for all [`Fault::Delay`]s with [`Times::Always`] and for the
    /// first one with [`Times::Next`].
    pub fn fault(&self, route: &str, fault: Fault, times: Times) {
        self.app.faults.add(route, fault, times);
    }

    /// Removes all faults. Requests that already hang continue to hang.
    pub fn clear_faults(&self) {
        self.app.faults.clear();
    }

    /// Returns all requests so far except preflights, in the order in which they arrived. Always empty without
    /// [`Config::test_routes`](crate::Config::test_routes).
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.app.request_log.requests()
    }

    /// Returns the number of recorded requests with this method and path (without query).
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.requests().iter().filter(|request| request.method == method && request.path == path).count()
    }

    /// Returns the number of preflights so far. Always 0 without [`Config::test_routes`](crate::Config::test_routes).
    pub fn preflights(&self) -> usize {
        self.app.request_log.preflights()
    }

    /// Clears the recorded requests and the number of preflights.
    pub fn clear_requests(&self) {
        self.app.request_log.clear();
    }

    /// Returns how often `/api/test/write` was executed. Always 0 without
    /// [`Config::test_routes`](crate::Config::test_routes).
    pub fn writes(&self) -> usize {
        self.app.writes.load(Ordering::SeqCst)
    }

    /// Returns how often Argon2 ran so far, for hashing and for verifying. This measures the cost of a request
    /// independently of the machine's speed. It includes the runs for the demo accounts and for the start of the
    /// server.
    pub fn argon2_runs(&self) -> usize {
        self.app.passwords.runs()
    }
}
