//! The statements for the operator: list sessions, end one session, and end all sessions of a user.

use super::token_families::{from_integer, to_integer};
use super::{Store, fold_case, on};

/// A session that has not ended. The times are in milliseconds since 1970.
#[derive(Debug)]
pub(crate) struct LiveSession {
    /// The identifier of the token family.
    pub(crate) id: String,
    /// The name of the session's user.
    pub(crate) username: String,
    /// When the user signed in.
    pub(crate) began_at: u64,
    /// The time at which a refresh token was last replaced; `None` if this has not happened yet.
    pub(crate) refreshed_at: Option<u64>,
    /// When the refresh token, and with it the session, expires.
    pub(crate) expires_at: u64,
}

/// A change of a user that also ends all sessions of this user.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CredentialChange<'a> {
    /// The user can no longer sign in.
    Disable,
    /// The user gets another password, with this hash.
    Password(&'a str),
}

impl Store {
    /// Returns the sessions that have not ended at `now` (milliseconds since 1970), the oldest first. With a username,
    /// returns only the sessions of this user; the case of the name is ignored. With `None`, returns the sessions of
    /// all users.
    pub(crate) async fn live_sessions(
        &self,
        username: Option<&str>,
        now: u64,
    ) -> Result<Vec<LiveSession>, sqlx::Error> {
        let statement = "SELECT families.id, username, began_at, superseded_at, expires_at
             FROM families JOIN users ON users.id = families.user_id
             WHERE NOT revoked AND NOT disabled AND expires_at > $1 AND ($2 = '' OR username_key = $2)
             ORDER BY began_at, families.id";
        let rows: Vec<(String, String, i64, Option<i64>, i64)> = on!(&self.read, db => {
            let username = username.map(fold_case).unwrap_or_default();
            sqlx::query_as(statement).bind(to_integer(now)).bind(username).fetch_all(db).await?
        });
        let session = |(id, username, began_at, refreshed_at, expires_at): (_, _, _, Option<i64>, _)| LiveSession {
            id,
            username,
            began_at: from_integer(began_at),
            refreshed_at: refreshed_at.map(from_integer),
            expires_at: from_integer(expires_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends the session with this identifier. Returns false if there is none, or if it was revoked before.
    pub(crate) async fn end_session(&self, id: &str) -> Result<bool, sqlx::Error> {
        let statement = "UPDATE families SET revoked = TRUE WHERE id = $1 AND NOT revoked";
        on!(&self.write, db => Ok(sqlx::query(statement).bind(id).execute(db).await?.rows_affected() == 1))
    }

    /// Ends all sessions of the user with this name. The case of the name is ignored. If there is a `change` of the
    /// user, it is made in the same transaction. Returns how many sessions this call has revoked; `None` if no user has
    /// this name.
    ///
    /// A sign-in first checks the password, and then creates its session. If this transaction comes between these two
    /// steps, the sign-in gets no session.
    pub(crate) async fn end_sessions_of(
        &self,
        username: &str,
        change: Option<CredentialChange<'_>>,
    ) -> Result<Option<u64>, sqlx::Error> {
        let disables = matches!(change, Some(CredentialChange::Disable));
        let hash = if let Some(CredentialChange::Password(hash)) = change { hash } else { "" };
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            let user: Option<(i64,)> = sqlx::query_as(
                "UPDATE users SET credential_version = credential_version + 1, disabled = disabled OR $2,
                 password_hash = CASE WHEN $3 = '' THEN password_hash ELSE $3 END
                 WHERE username_key = $1 RETURNING id",
            )
            .bind(fold_case(username))
            .bind(disables)
            .bind(hash)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some((user,)) = user else { return Ok(None) };
            let ended = sqlx::query("UPDATE families SET revoked = TRUE WHERE user_id = $1 AND NOT revoked")
                .bind(user)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(Some(ended.rows_affected()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RefreshPolicy;
    use crate::store::tests::{add_amy, databases};

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 0, lifetime: 1000, session_lifetime: 1000 };

    #[tokio::test]
    async fn a_sign_in_that_checked_the_old_password_gets_no_session() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Store::open(&database).await.expect("a database");
            add_amy(&store).await;
            for (change, usable) in [
                (None, true),
                (Some(CredentialChange::Password("new")), true),
                (Some(CredentialChange::Disable), false),
            ] {
                let before = store.user_by_name("amy").await.expect("a result").expect("a user");
                assert!(store.create_family("live", &before, "", 5, POLICY).await.expect("a result"));
                assert_eq!(store.end_sessions_of("AMY", change).await.expect("a result"), Some(1), "{change:?}");
                assert!(!store.create_family("late", &before, "", 5, POLICY).await.expect("a result"), "{change:?}");
                assert_eq!(store.user_by_name("amy").await.expect("a result").is_some(), usable);
                store.delete_families().await.expect("deleted");
            }
        }
    }
}
