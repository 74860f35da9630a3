//! The table of token families: one a sign-in, with the number of its current refresh token and nothing of the token.
//! It must not know what a token looks like; whoever asks has checked its MAC.

use sqlx::Row;

use super::{Store, User};

/// How refresh tokens are renewed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Whether a refresh supersedes the token.
    pub(crate) rotate: bool,
    /// How long the superseded one is still answered, in milliseconds.
    pub(crate) grace: u64,
    /// How long a new token lives, in milliseconds.
    pub(crate) lifetime: u64,
}

/// What a good refresh token was answered.
#[derive(Debug)]
pub(crate) struct Refreshed {
    /// Whose it is.
    pub(crate) user: User,
    /// The current number, which the presented one may not have been.
    pub(crate) n: i64,
    /// When the current token expires, milliseconds since 1970.
    pub(crate) expires_at: u64,
}

/// Why a refresh token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No family of that name, or a number it never had.
    Unknown,
    /// The family's time is over.
    Expired,
    /// The family was revoked, be it by a sign-out or after a reuse.
    Revoked,
    /// An old token after its grace: someone else has one too. The family is revoked now.
    Reused,
}

impl Store {
    /// Begins a family for a user. `name` must be unguessable. Families that have been over for so long that no
    /// access token of theirs can be good (`keep`, milliseconds) are removed on this occasion.
    pub(crate) async fn begin_family(
        &self,
        name: &str,
        user: i64,
        now: u64,
        lifetime: u64,
        keep: u64,
    ) -> Result<(), sqlx::Error> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM families WHERE expires_at < ?1")
            .bind(time(now.saturating_sub(keep)))
            .execute(&mut *transaction)
            .await?;
        sqlx::query("INSERT INTO families (id, user, n, expires_at) VALUES (?1, ?2, 1, ?3)")
            .bind(name)
            .bind(user)
            .bind(time(now.saturating_add(lifetime)))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await
    }

    /// Uses token number `n` of a family, in one write transaction, so that of many at once exactly one rotates.
    pub(crate) async fn refresh(
        &self,
        family: &str,
        n: i64,
        now: u64,
        rules: Rules,
    ) -> Result<Result<Refreshed, Refusal>, sqlx::Error> {
        let mut transaction = self.write().await?;
        let row = sqlx::query("SELECT user, n, superseded_at, expires_at, revoked FROM families WHERE id = ?1")
            .bind(family)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else {
            return Ok(Err(Refusal::Unknown));
        };
        let user: i64 = row.try_get("user")?;
        let mut current: i64 = row.try_get("n")?;
        let superseded_at: Option<i64> = row.try_get("superseded_at")?;
        let mut expires_at: i64 = row.try_get("expires_at")?;
        if row.try_get::<bool, _>("revoked")? {
            return Ok(Err(Refusal::Revoked));
        }
        if expires_at <= time(now) {
            return Ok(Err(Refusal::Expired));
        }
        if n > current {
            return Ok(Err(Refusal::Unknown));
        }
        if n == current && rules.rotate {
            current += 1;
            expires_at = time(now.saturating_add(rules.lifetime));
            sqlx::query("UPDATE families SET n = ?2, superseded_at = ?3, expires_at = ?4 WHERE id = ?1")
                .bind(family)
                .bind(current)
                .bind(time(now))
                .bind(expires_at)
                .execute(&mut *transaction)
                .await?;
        } else if n < current {
            // Without a grace there is none, not even within the same millisecond.
            let within_grace = rules.grace > 0
                && n == current - 1
                && superseded_at.is_some_and(|at| time(now) <= at.saturating_add(time(rules.grace)));
            if !within_grace {
                sqlx::query("UPDATE families SET revoked = 1 WHERE id = ?1")
                    .bind(family)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                return Ok(Err(Refusal::Reused));
            }
        }
        transaction.commit().await?;
        let Some(user) = self.user(user).await? else {
            return Ok(Err(Refusal::Unknown));
        };
        Ok(Ok(Refreshed { user, n: current, expires_at: u64::try_from(expires_at).unwrap_or(0) }))
    }

    /// Revokes a family; one that is not there is as good as revoked.
    pub(crate) async fn revoke(&self, family: &str) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET revoked = 1 WHERE id = ?1").bind(family).execute(&self.pool).await.map(drop)
    }

    /// Begins the only family a user can have; `false` if there is one, whatever its state.
    pub(crate) async fn begin_only_family(&self, name: &str, user: i64, expires_at: u64) -> Result<bool, sqlx::Error> {
        let done = sqlx::query(
            "INSERT INTO families (id, user, n, expires_at)
             SELECT ?1, ?2, 1, ?3 WHERE NOT EXISTS (SELECT 1 FROM families WHERE user = ?2)",
        )
        .bind(name)
        .bind(user)
        .bind(time(expires_at))
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Removes a family as if it had never been.
    pub(crate) async fn remove_family(&self, family: &str) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families WHERE id = ?1").bind(family).execute(&self.pool).await.map(drop)
    }

    /// Removes every family of a user.
    pub(crate) async fn remove_families_of(&self, user: i64) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families WHERE user = ?1").bind(user).execute(&self.pool).await.map(drop)
    }

    /// Every family's time is over from now on.
    pub(crate) async fn expire_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET expires_at = 0").execute(&self.pool).await.map(drop)
    }

    /// Every family is revoked from now on.
    pub(crate) async fn revoke_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("UPDATE families SET revoked = 1").execute(&self.pool).await.map(drop)
    }

    /// Every family is gone from now on.
    pub(crate) async fn remove_families(&self) -> Result<(), sqlx::Error> {
        sqlx::query("DELETE FROM families").execute(&self.pool).await.map(drop)
    }
}

/// SQLite's integers are signed; no time of ours is that late.
fn time(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
