//! Uses refresh tokens: counts what happens to them, and logs what an operator should know.

use crate::app_state::AppState;
use crate::metrics::RefreshOutcome;
use crate::response::InternalError;
use crate::store::{RefreshError, Refreshed, Used};

/// Uses a refresh token with a valid MAC: number `n` of a family, at `now` (milliseconds since 1970).
///
/// # Errors
/// The outer error is an error of the database. The inner error is the reason why the token is refused.
pub(crate) async fn refresh(
    app: &AppState,
    family: &str,
    n: i64,
    now: u64,
) -> Result<Result<Refreshed, RefreshError>, InternalError> {
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
