//! The table `families`. A token family consists of all refresh tokens of one session: a sign-in creates the family,
//! and a refresh that rotates adds a token. The table stores the number of the current refresh token, but not the token
//! itself. The number is enough, because the caller of [`Store::refresh`] has verified the MAC of the token.

use super::pool::Pool;
use super::refresh_rules::{Accepted, Family, RefreshError, RefreshPolicy, Used, decide};
use super::users::user_columns;
use super::{Store, User, on};

/// The result of a successful refresh.
#[derive(Debug)]
pub(crate) struct Refreshed {
    /// The user of the session.
    pub(crate) user: User,
    /// How the refresh token was used.
    pub(crate) used: Used,
    /// The number of the current refresh token, which can be newer than the token in the request.
    pub(crate) n: i64,
    /// When the current refresh token expires, in milliseconds since 1970.
    pub(crate) expires_at: u64,
    /// When the session began, in milliseconds since 1970.
    pub(crate) began_at: u64,
}

/// A family and its user, as [`Store::refresh`] reads them.
#[derive(sqlx::FromRow)]
struct FamilyRow {
    n: i64,
    superseded_at: Option<i64>,
    began_at: i64,
    expires_at: i64,
    revoked: bool,
    #[sqlx(flatten)]
    user: User,
}

impl FamilyRow {
    fn family(&self) -> Family {
        Family {
            n: self.n,
            superseded_at: self.superseded_at.map(from_integer),
            began_at: from_integer(self.began_at),
            expires_at: from_integer(self.expires_at),
            revoked: self.revoked,
        }
    }
}

/// The statement that reads a [`FamilyRow`].
macro_rules! select_family {
    ($lock:literal) => {
        concat!(
            "SELECT families.n, families.superseded_at, families.began_at, families.expires_at, families.revoked, ",
            user_columns!(),
            " FROM families JOIN users ON users.id = families.user_id WHERE families.id = $1 AND NOT users.disabled",
            $lock
        )
    };
}

/// Returns the statement with which a refresh reads a [`FamilyRow`] in a write transaction. Its parameter is the
/// identifier of the family. Until the transaction ends, no other transaction can change the family.
pub(super) fn select_for_refresh(pool: &Pool) -> &'static str {
    pool.choose(select_family!(""), select_family!(" FOR UPDATE OF families"))
}

impl Store {
    /// Refreshes with the refresh token number `n` of a family. `now` is in milliseconds since 1970. Returns the user,
    /// and the number and the expiry time of the refresh token that is current after the refresh.
    ///
    /// One write transaction reads and changes the family. Until this transaction ends, no other transaction can change
    /// the family, even if several servers share the database. So if the server rotates tokens, and many refreshes use
    /// the current token at the same time, exactly one of them replaces this token.
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
        let select = select_for_refresh(&self.write);
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            let row = sqlx::query_as(select).bind(family).fetch_optional(&mut *transaction).await?;
            let row: FamilyRow = match row {
                Some(row) => row,
                None => return Ok(Err(RefreshError::Unknown)),
            };
            let stored = row.family();
            let decision = decide(&stored, n, now, policy);
            match decision {
                Ok(Accepted { used: Used::Rotated, n, expires_at }) => {
                    let replace = "UPDATE families SET n = $2, superseded_at = $3, used_at = $3, expires_at = $4
                         WHERE id = $1";
                    sqlx::query(replace)
                        .bind(family)
                        .bind(n)
                        .bind(to_integer(now))
                        .bind(to_integer(expires_at))
                        .execute(&mut *transaction)
                        .await?;
                }
                Ok(Accepted { used: Used::Kept, .. }) => {
                    let keep = "UPDATE families SET used_at = $2 WHERE id = $1";
                    sqlx::query(keep).bind(family).bind(to_integer(now)).execute(&mut *transaction).await?;
                }
                Err(RefreshError::Reused) => {
                    let revoke = "UPDATE families SET revoked = TRUE WHERE id = $1";
                    sqlx::query(revoke).bind(family).execute(&mut *transaction).await?;
                }
                Ok(_) | Err(_) => {}
            }
            transaction.commit().await?;
            let refreshed = |Accepted { used, n, expires_at }| Refreshed {
                user: row.user,
                used,
                n,
                expires_at,
                began_at: stored.began_at,
            };
            Ok(decision.map(refreshed))
        })
    }

    /// Revokes a family. Does nothing if the family does not exist.
    pub(crate) async fn revoke(&self, family: &str) -> Result<(), sqlx::Error> {
        let statement = "UPDATE families SET revoked = TRUE WHERE id = $1";
        on!(&self.write, db => sqlx::query(statement).bind(family).execute(db).await.map(drop))
    }

    /// Adds a family, unless the user already has one. A family that has expired or was revoked counts too. Returns
    /// whether the family was added. `now` and `expires_at` are in milliseconds since 1970.
    pub(crate) async fn create_only_family(
        &self,
        family: &str,
        user: i64,
        now: u64,
        expires_at: u64,
    ) -> Result<bool, sqlx::Error> {
        // Two simultaneous transactions in PostgreSQL do not see each other's new family, so both could add a family
        // for the same user. So each transaction first locks the row of the user, and the second one waits until the
        // first one has ended. SQLite runs only one write transaction at a time, so it needs no such lock.
        let lock = self
            .write
            .choose("SELECT id FROM users WHERE id = $1", "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE");
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            sqlx::query(lock).bind(user).execute(&mut *transaction).await?;
            let result = sqlx::query(
                "INSERT INTO families (id, user_id, n, began_at, expires_at)
                 SELECT $1, $2, 1, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM families WHERE user_id = $2)",
            )
            .bind(family)
            .bind(user)
            .bind(to_integer(now))
            .bind(to_integer(expires_at))
            .execute(&mut *transaction)
            .await?;
            transaction.commit().await?;
            Ok(result.rows_affected() == 1)
        })
    }

    /// Deletes a family, so that its user can get another one from [`create_only_family`](Self::create_only_family).
    pub(crate) async fn delete_family(&self, family: &str) -> Result<(), sqlx::Error> {
        let statement = "DELETE FROM families WHERE id = $1";
        on!(&self.write, db => sqlx::query(statement).bind(family).execute(db).await.map(drop))
    }

    /// Deletes all families of the user with this id, and returns their number.
    pub(crate) async fn delete_families_of(&self, user: i64) -> Result<u64, sqlx::Error> {
        let statement = "DELETE FROM families WHERE user_id = $1";
        on!(&self.write, db => Ok(sqlx::query(statement).bind(user).execute(db).await?.rows_affected()))
    }

    /// Deletes all families that expired before `before` (milliseconds since 1970), and returns their number.
    pub(crate) async fn delete_expired_families(&self, before: u64) -> Result<u64, sqlx::Error> {
        let statement = "DELETE FROM families WHERE expires_at < $1";
        on!(&self.write, db => {
            Ok(sqlx::query(statement).bind(to_integer(before)).execute(db).await?.rows_affected())
        })
    }

    /// Makes all families expire, so that all their refresh tokens are refused.
    pub(crate) async fn expire_families(&self) -> Result<(), sqlx::Error> {
        on!(&self.write, db => sqlx::query("UPDATE families SET expires_at = 0").execute(db).await.map(drop))
    }

    /// Revokes all families, so that all their refresh tokens are refused.
    pub(crate) async fn revoke_families(&self) -> Result<(), sqlx::Error> {
        on!(&self.write, db => sqlx::query("UPDATE families SET revoked = TRUE").execute(db).await.map(drop))
    }

    /// Deletes all families, so that all their refresh tokens are refused. Afterwards, no user has a family, so
    /// [`create_only_family`](Self::create_only_family) can add a family for each user again.
    pub(crate) async fn delete_families(&self) -> Result<(), sqlx::Error> {
        on!(&self.write, db => sqlx::query("DELETE FROM families").execute(db).await.map(drop))
    }
}

/// Converts milliseconds to an integer of the database, which is signed. A value that is too large becomes the largest
/// integer. No real time is so large.
pub(super) fn to_integer(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// Converts an integer of the database to milliseconds. A negative value becomes 0. No stored time is negative.
pub(super) fn from_integer(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{add_amy, databases};

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 0, lifetime: 1000, session_lifetime: 10_000 };

    #[tokio::test]
    async fn only_expired_families_are_deleted() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Store::open(&database).await.expect("a database");
            let amy = add_amy(&store).await;
            let policy = RefreshPolicy { lifetime: 100, ..POLICY };
            for (family, now) in [("old", 0), ("young", 50)] {
                assert!(store.create_family(family, &amy, "", now, policy).await.expect("a result"));
            }
            assert_eq!(store.delete_expired_families(100).await.expect("a number"), 0);
            assert_eq!(store.delete_expired_families(101).await.expect("a number"), 1);
            let refresh = |family| store.refresh(family, 1, 60, policy);
            assert!(matches!(refresh("old").await, Ok(Err(RefreshError::Unknown))));
            assert!(matches!(refresh("young").await, Ok(Ok(_))));
        }
    }
}
