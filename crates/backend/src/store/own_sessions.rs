//! The statements with which users list and end their own sessions.

use std::cmp::Reverse;

use super::token_families::{from_integer, to_integer};
use super::{Store, on};

/// Ends all sessions of a user, except one. The first parameter is the id of the user. The second parameter is the
/// identifier of the session that is kept.
pub(super) const END_OTHERS: &str =
    "UPDATE families SET revoked = TRUE WHERE user_id = $1 AND id <> $2 AND NOT revoked";

/// A session that has not ended. The times are in milliseconds since 1970.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OwnSession {
    /// The identifier of the token family.
    pub(crate) id: String,
    /// The client that signed in, like "Firefox on Linux".
    pub(crate) client: String,
    pub(crate) began_at: u64,
    /// The time at which the session was last used. This is the time of its last refresh. Before the first refresh, it
    /// is the time of the sign-in.
    pub(crate) used_at: u64,
}

impl Store {
    /// Returns sessions of the user with the id `user`: those that began after `began_after` and have not ended at
    /// `now`. Both times are in milliseconds since 1970. The session that was used last comes first.
    pub(crate) async fn sessions_of(
        &self,
        user: i64,
        now: u64,
        began_after: u64,
    ) -> Result<Vec<OwnSession>, sqlx::Error> {
        let statement = "SELECT id, client, began_at, used_at, superseded_at FROM families
             WHERE user_id = $1 AND NOT revoked AND expires_at > $2 AND began_at > $3";
        let rows: Vec<(String, String, i64, i64, Option<i64>)> = on!(&self.read, db => {
            let query = sqlx::query_as(statement).bind(user).bind(to_integer(now)).bind(to_integer(began_after));
            query.fetch_all(db).await?
        });
        // An older version of the server may use the database at the same time. That version never writes `used_at`,
        // so `used_at` may be too early. But that version writes `superseded_at` at a refresh, and `began_at` at a
        // sign-in. So if `superseded_at` is later than `used_at`, `superseded_at` counts. If there was no refresh yet,
        // `began_at` is compared in the same way.
        let session = |(id, client, began_at, used_at, superseded_at): (_, _, i64, i64, Option<i64>)| OwnSession {
            id,
            client,
            began_at: from_integer(began_at),
            used_at: from_integer(used_at.max(superseded_at.unwrap_or(began_at))),
        };
        let mut sessions: Vec<_> = rows.into_iter().map(session).collect();
        sessions.sort_by_key(|session| (Reverse((session.used_at, session.began_at)), session.id.clone()));
        Ok(sessions)
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
        on!(&self.write, db => sqlx::query(END_OTHERS).bind(user).bind(kept).execute(db).await.map(drop))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RefreshPolicy;
    use crate::store::tests::{add_amy, databases, execute};

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 0, lifetime: 1000, session_lifetime: 1000 };

    #[tokio::test]
    async fn sessions_that_an_older_version_began_or_refreshed_have_their_last_use() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Store::open(&database).await.expect("a database");
            let amy = add_amy(&store).await;
            for (family, began_at) in [("refreshed", 10), ("new", 20), ("used", 30)] {
                assert!(store.create_family(family, &amy, "", began_at, POLICY).await.expect("a result"));
            }
            execute(&store, "UPDATE families SET used_at = 0, superseded_at = 25 WHERE id = 'refreshed'").await;
            execute(&store, "UPDATE families SET used_at = 0 WHERE id = 'new'").await;
            let listed = store.sessions_of(amy.id, 40, 0).await.expect("the sessions");
            let listed: Vec<_> = listed.iter().map(|session| (session.id.as_str(), session.used_at)).collect();
            assert_eq!(listed, [("used", 30), ("refreshed", 25), ("new", 20)], "{database:?}");
        }
    }
}
