//! Uses refresh tokens in the database. Counts the outcomes, and logs those that an operator should know.

use std::time::Duration;

use tokio::sync::SemaphorePermit;

use crate::app_state::AppState;
use crate::client::Client;
use crate::metrics::RefreshOutcome;
use crate::response::InternalError;
use crate::store::{RefreshError, Refreshed, Used};

/// How long a refresh waits for its turn, while other refreshes use all connections to the database.
const TURN_TIMEOUT: Duration = Duration::from_secs(10);

/// Uses the refresh token with the number `n` of a family. The caller must have checked the MAC of this token. `now` is
/// in milliseconds since 1970. The refresh first waits for its turn. If the client leaves before the turn comes, the
/// token is not used. If the client leaves later, the refresh still runs to its end, because the database may have
/// replaced the token already.
///
/// # Errors
/// The outer error has one of three causes: the database failed, the client has left, or the turn has not come in time.
/// The inner error is the reason why the token is refused.
pub(crate) async fn refresh(
    app: &AppState,
    client: &Client,
    family: &str,
    n: i64,
    now: u64,
) -> Result<Result<Refreshed, RefreshError>, InternalError> {
    let _turn = turn(app, client).await?;
    let result = app.store.refresh(family, n, now, app.refresh_policy).await;
    let outcome = match &result {
        Ok(Ok(refreshed)) => match refreshed.used {
            Used::Rotated => RefreshOutcome::Rotated,
            Used::Kept => RefreshOutcome::Kept,
            Used::WithinGrace => {
                let user = refreshed.user.id;
                tracing::info!(user, "a replaced refresh token was used again within its grace period");
                RefreshOutcome::WithinGrace
            }
        },
        Ok(Err(RefreshError::Unknown)) => RefreshOutcome::Unknown,
        Ok(Err(RefreshError::Expired)) => RefreshOutcome::Expired,
        Ok(Err(RefreshError::Revoked)) => RefreshOutcome::Revoked,
        Ok(Err(RefreshError::Reused)) => {
            tracing::warn!("a replaced refresh token was used again; its family is revoked");
            RefreshOutcome::Reused
        }
        Err(_) => RefreshOutcome::Failed,
    };
    app.metrics.count_refresh(outcome);
    Ok(result?)
}

/// Waits until the database has a connection for this refresh.
async fn turn<'a>(app: &'a AppState, client: &Client) -> Result<SemaphorePermit<'a>, InternalError> {
    let turn = client.while_connected(app.refresh_turns.acquire());
    let Ok(turn) = tokio::time::timeout(TURN_TIMEOUT, turn).await else {
        tracing::error!("a refresh did not get its turn in time, because the database is too slow");
        return Err(InternalError::Busy);
    };
    turn?.map_err(|_| InternalError::Failed)
}
