//! Deletes expired sessions from the database, so that it does not grow without limit.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app_state::AppState;
use crate::clock::millis;
use crate::connection::wait_for_stop;

/// The pause between two cleanups. A cleanup reads the whole table, so it is not done more often.
const PAUSE: Duration = Duration::from_secs(60 * 60);

/// Deletes the expired sessions at the start and then once an hour, until `stop` becomes true. If several servers share
/// the database, each of them does this, which is harmless. An error of the database is only logged.
pub(crate) async fn run(app: Arc<AppState>, mut stop: watch::Receiver<bool>) {
    loop {
        // A session is deleted only when it has been expired for as long as an access token is valid. By then, all
        // access tokens of the session have expired too. There is one exception: a test can set the expiry of all
        // sessions to 0. These sessions are deleted although their access tokens may still be valid.
        let retention = millis(Duration::from_secs(app.access_tokens.lifetime()));
        match app.store.delete_expired_families(app.clock.now().saturating_sub(retention)).await {
            Ok(deleted) => tracing::debug!(deleted, "deleted expired sessions"),
            Err(error) => tracing::warn!(%error, "cannot delete expired sessions"),
        }
        tokio::select! {
            () = wait_for_stop(&mut stop) => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}
