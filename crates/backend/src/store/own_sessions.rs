//! The statements with which users list and end their own sessions.

use super::token_families::{from_integer, to_integer};
use super::{Store, on};

/// A session that has not ended. The times are in milliseconds since 1970.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OwnSession {
    /// The identifier of the token family.
    pub(crate) id: String,
    /// The client that signed in, like "Firefox on Linux".
    pub(crate) client: String,
    pub(crate) began_at: u64,
    /// The time at which the session was last used: that of its last refresh or, before the first refresh, that of its
    /// sign-in.
    pub(crate) used_at: u64,
}

impl Store {
    /// Returns the sessions of the user with this id that have not ended at `now` and that began after `began_after`
    /// (both in milliseconds since 1970), the last used first.
    pub(crate) async fn sessions_of(
        &self,
        user: i64,
        now: u64,
        began_after: u64,
    ) -> Result<Vec<OwnSession>, sqlx::Error> {
        let statement = "SELECT id, client, began_at, used_at FROM families
             WHERE user_id = $1 AND NOT revoked AND expires_at > $2 AND began_at > $3
             ORDER BY used_at DESC, began_at DESC, id";
        let rows: Vec<(String, String, i64, i64)> = on!(&self.read, db => {
            let query = sqlx::query_as(statement).bind(user).bind(to_integer(now)).bind(to_integer(began_after));
            query.fetch_all(db).await?
        });
        let session = |(id, client, began_at, used_at)| OwnSession {
            id,
            client,
            began_at: from_integer(began_at),
            used_at: from_integer(used_at),
        };
        Ok(rows.into_iter().map(session).collect())
    }

    /// Ends the session with the identifier `id`, if it belongs to the user with the id `user`. Returns false if the
    /// user has no such session, or if the session has ended before `now` (milliseconds since 1970).
    pub(crate) async fn end_own_session(&self, user: i64, id: &str, now: u64) -> Result<bool, sqlx::Error> {
        // No identifier of a session contains the character NUL, and PostgreSQL would report an error for it.
        if id.contains('\0') {
            return Ok(false);
        }
        let statement = "UPDATE families SET revoked = TRUE
             WHERE id = $1 AND user_id = $2 AND NOT revoked AND expires_at > $3";
        on!(&self.write, db => {
            let query = sqlx::query(statement).bind(id).bind(user).bind(to_integer(now));
            Ok(query.execute(db).await?.rows_affected() == 1)
        })
    }

    /// Ends all sessions of the user with this id, except the session `kept`.
    pub(crate) async fn end_other_sessions(&self, user: i64, kept: &str) -> Result<(), sqlx::Error> {
        let statement = "UPDATE families SET revoked = TRUE WHERE user_id = $1 AND id <> $2 AND NOT revoked";
        on!(&self.write, db => sqlx::query(statement).bind(user).bind(kept).execute(db).await.map(drop))
    }
}
