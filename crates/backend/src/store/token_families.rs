//! The table `families`. A token family consists of all refresh tokens of one session: a sign-in creates the family,
//! and a refresh that rotates adds a token. The table stores the number of the current refresh token, but not the token
//! itself. The number is enough, because the caller of [`Store::refresh`] has verified the MAC of the token.

use sqlx::Row;

use super::{Store, User};

/// The settings for refresh tokens: rotation, grace period and lifetime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefreshPolicy {
    /// Whether a refresh replaces the refresh token.
    pub(crate) rotate: bool,
    /// The grace period in milliseconds: how long a replaced token is still accepted, unless the token after it was
    /// replaced too. With 0, a replaced token is never accepted.
    pub(crate) grace: u64,
    /// The lifetime of a new token, in milliseconds.
    pub(crate) lifetime: u64,
}

/// The result of a successful refresh.
#[derive(Debug)]
pub(crate) struct Refreshed {
    pub(crate) user: User,
    /// The number of the current refresh token, which can be newer than the token in the request.
    pub(crate) n: i64,
    /// When the current refresh token expires, in milliseconds since 1970.
    pub(crate) expires_at: u64,
}

/// Why a refresh token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshError {
    /// The family or its user does not exist, or a token with this number was never issued.
    Unknown,
    /// The current token of the family has expired, so no token of the family is accepted any more.
    Expired,
    /// The family was revoked: by a sign-out, by the controls for tests, or by an earlier refresh with the error
    /// [`Reused`](Self::Reused).
    Revoked,
    /// The token was replaced. Its grace period is over, or the token after it was replaced too. Somebody may have
    /// stolen the token, so this refresh has revoked the family.
    Reused,
}

impl Store {
    /// Adds a family for a user. Its first refresh token has number 1 and expires `lifetime` milliseconds after `now`
    /// (milliseconds since 1970). Also deletes all families that expired more than `retention` milliseconds ago. Their
    /// access tokens have expired too, because `retention` is at least the lifetime of an access token. An exception is
    /// [`expire_families`](Self::expire_families), a control for tests: it makes the families expire, but not their
    /// access tokens.
    pub(crate) async fn create_family(
        &self,
        family: &str,
        user: i64,
        now: u64,
        lifetime: u64,
        retention: u64,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.begin_write().await?;
        sqlx::query("DELETE FROM families WHERE expires_at < ?1")
            .bind(to_integer(now.saturating_sub(retention)))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO families (id, user, n, expires_at) VALUES (?1, ?2, 1, ?3)")
            .bind(family)
            .bind(user)
            .bind(to_integer(now.saturating_add(lifetime)))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Uses the refresh token with number `n` of a family. Returns the user, and the number and the expiry time of the
    /// token that is current afterwards. `now` is in milliseconds since 1970. One write transaction reads and changes
    /// the family. So with rotation, exactly one of many simultaneous refreshes with the same token replaces the token.
    ///
    /// # Errors
    /// The outer error is an error of the database. The inner error is the reason why the token is refused.
    pub(crate) async fn refresh(
        &self,
        family: &str,
        n: i64,
        now: u64,
        policy: RefreshPolicy,
    ) -> Result<Result<Refreshed, RefreshError>, sqlx::Error> {
        let mut transaction = self.begin_write().await?;
        let row = sqlx::query("SELECT user, n, superseded_at, expires_at, revoked FROM families WHERE id = ?1")
            .bind(family)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else {
            return Ok(Err(RefreshError::Unknown));
        };
        let user: i64 = row.try_get("user")?;
        let mut current: i64 = row.try_get("n")?;
        let superseded_at: Option<i64> = row.try_get("superseded_at")?;
        let mut expires_at: i64 = row.try_get("expires_at")?;
        if row.try_get::<bool, _>("revoked")? {
            return Ok(Err(RefreshError::Revoked));
        }
        if expires_at <= to_integer(now) {
            return Ok(Err(RefreshError::Expired));
        }
        if n > current {
            return Ok(Err(RefreshError::Unknown));
        }
        if n == current && policy.rotate {
            current += 1;
            expires_at = to_integer(now.saturating_add(policy.lifetime));
            sqlx::query("UPDATE families SET n = ?2, superseded_at = ?3, expires_at = ?4 WHERE id = ?1")
                .bind(family)
                .bind(current)
                .bind(to_integer(now))
                .bind(expires_at)
                .execute(&mut *transaction)
                .await?;
        } else if n < current {
            // With a grace period of 0, a replaced token is refused even within the same millisecond.
            let within_grace = policy.grace > 0
                && n == current - 1
                && superseded_at.is_some_and(|at| to_integer(now) <= at.saturating_add(to_integer(policy.grace)));
            if !within_grace {
                sqlx::query("UPDATE families SET revoked = 1 WHERE id = ?1")
                    .bind(family)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                return Ok(Err(RefreshError::Reused));
            }
        }
        transaction.commit().await?;
        let Some(user) = self.user(user).await? else {
            return Ok(Err(RefreshError::Unknown));
        };
        Ok(Ok(Refreshed { user, n: current, expires_at: u64::try_from(expires_at).unwrap_or(0) }))
    }

    /// Revokes a family. Does nothing if the family does not exist.
    pub(crate) async fn revoke(&self, family: &str) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET revoked = 1 WHERE id = ?1").bind(family).execute(&self.pool).await.map(drop)
    }

    /// Adds a family, unless the user already has one. A family that has expired or was revoked counts too. Returns
    /// whether the family was added. `expires_at` is in milliseconds since 1970.
    pub(crate) async fn create_only_family(
        &self,
        family: &str,
        user: i64,
        expires_at: u64,
    ) -> Result<bool, sqlx::Error> {
        let result = sqlx::query(
            "INSERT INTO families (id, user, n, expires_at)
             SELECT ?1, ?2, 1, ?3 WHERE NOT EXISTS (SELECT 1 FROM families WHERE user = ?2)",
        )
        .bind(family)
        .bind(user)
        .bind(to_integer(expires_at))
        .execute(&self.pool)
        .await?;
        Ok(result.rows_affected() == 1)
    }

    /// Deletes a family, so that its user can get another one from [`create_only_family`](Self::create_only_family).
    pub(crate) async fn delete_family(&self, family: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families WHERE id = ?1").bind(family).execute(&self.pool).await.map(drop)
    }

    /// Deletes all families of the user with this id. Does nothing if the user has none.
    pub(crate) async fn delete_families_of(&self, user: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families WHERE user = ?1").bind(user).execute(&self.pool).await.map(drop)
    }

    /// Makes all families expire, so that all their refresh tokens are refused.
    pub(crate) async fn expire_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET expires_at = 0").execute(&self.pool).await.map(drop)
    }

    /// Revokes all families, so that all their refresh tokens are refused.
    pub(crate) async fn revoke_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET revoked = 1").execute(&self.pool).await.map(drop)
    }

    /// Deletes all families. Their refresh tokens are refused, and all users can get a new family from
    /// [`create_only_family`](Self::create_only_family).
    pub(crate) async fn delete_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families").execute(&self.pool).await.map(drop)
    }
}

/// Converts milliseconds to an integer of SQLite, which is signed. A value that is too large becomes the largest
/// integer. No real time is so large.
fn to_integer(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
