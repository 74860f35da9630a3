//! Begins sessions. A session begins when a token family is added for its user. If the user then has too many families,
//! other families of this user are deleted.

use super::token_families::to_integer;
use super::{RefreshPolicy, Store, User, on};

/// How many families a user can have at the same time. Without a limit, one user could fill the disk.
const MAX_SESSIONS: i64 = 50;

/// The statement that adds a family for a user. It adds nothing if the user is now disabled, or if the user's
/// `credential_version` is no longer the one that the caller has read.
macro_rules! insert_family {
    ($lock:literal) => {
        concat!(
            "INSERT INTO families (id, user_id, n, began_at, used_at, expires_at, client)
             SELECT $1, id, 1, $3, $3, $4, $6 FROM users
             WHERE id = $2 AND credential_version = $5 AND NOT disabled",
            $lock
        )
    };
}

impl Store {
    /// Adds a family for a user who has signed in from this client ("Firefox on Linux"), and returns true. The first
    /// refresh token of the family has number 1. The session begins at `now` (milliseconds since 1970). If the user has
    /// more than [`MAX_SESSIONS`] families afterwards, deletes as many of the other families as necessary: first those
    /// that have ended, then the oldest ones.
    ///
    /// Returns false and changes nothing if something has happened to the user since `user` was read: the operator has
    /// disabled the user or has ended all sessions of the user, or the user has got another password.
    pub(crate) async fn create_family(
        &self,
        family: &str,
        user: &User,
        client: &str,
        now: u64,
        policy: RefreshPolicy,
    ) -> Result<bool, sqlx::Error> {
        // In PostgreSQL, this statement locks the row of the user (`FOR NO KEY UPDATE`). If another transaction is
        // changing this user or adding a family for this user, the statement waits until that transaction has ended.
        // Without the lock, two simultaneous transactions would not see each other's new families, and would delete too
        // few families.
        let insert = self.write.choose(insert_family!(""), insert_family!(" FOR NO KEY UPDATE"));
        let trim = "DELETE FROM families WHERE user_id = $1 AND id <> $2 AND id NOT IN
             (SELECT id FROM families WHERE user_id = $1 AND id <> $2
             ORDER BY revoked OR expires_at <= $3, began_at DESC, id LIMIT $4)";
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            let added = sqlx::query(insert)
                .bind(family)
                .bind(user.id)
                .bind(to_integer(now))
                .bind(to_integer(policy.expires_at(now, now)))
                .bind(user.credential_version)
                .bind(client)
                .execute(&mut *transaction)
                .await?;
            if added.rows_affected() == 0 {
                return Ok(false);
            }
            sqlx::query(trim)
                .bind(user.id)
                .bind(family)
                .bind(to_integer(now))
                .bind(MAX_SESSIONS - 1)
                .execute(&mut *transaction)
                .await?;
            transaction.commit().await?;
            Ok(true)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::tests::{add_amy, databases};

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 0, lifetime: 1000, session_lifetime: 10_000 };

    /// Returns the identifiers of the families, the oldest first.
    async fn live(store: &Store, now: u64) -> Vec<String> {
        let sessions = store.live_sessions(None, now).await.expect("the sessions").into_iter();
        sessions.map(|session| session.id).collect()
    }

    #[tokio::test]
    async fn a_session_that_has_ended_makes_room_before_one_that_lives() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Store::open(&database).await.expect("a database");
            let amy = add_amy(&store).await;
            let create = async |family: &str, now, policy| {
                assert!(store.create_family(family, &amy, "", now, policy).await.expect("a result"), "{family}");
            };
            create("oldest", 1, POLICY).await;
            for now in (10..900).step_by(10) {
                create(&format!("revoked{now}"), now, POLICY).await;
                store.revoke(&format!("revoked{now}")).await.expect("revoked");
                create(&format!("expired{now}"), now, RefreshPolicy { lifetime: 1, ..POLICY }).await;
            }
            assert_eq!(live(&store, 900).await, ["oldest"], "{database:?}");
            assert_eq!(
                store.delete_families_of(amy.id).await.expect("a number"),
                50,
                "ended sessions use the room left"
            );

            let names: Vec<_> = (0..MAX_SESSIONS + 1).map(|n| format!("{n:02}")).collect();
            for (name, now) in names.iter().zip(10..) {
                create(name, now, POLICY).await;
            }
            assert_eq!(live(&store, 100).await, names[1..], "{database:?}: the oldest of 51 has ended");
            // Now another server begins a session. The clock of that server is behind, so the new session seems to be
            // older than all others. The user must still have no more than 50 sessions.
            create("late", 1, POLICY).await;
            assert_eq!(live(&store, 100).await.len(), 50, "{database:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn simultaneous_sign_ins_do_not_exceed_the_number_of_sessions() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Arc::new(Store::open(&database).await.expect("a database"));
            let amy = Arc::new(add_amy(&store).await);
            for round in 0..25 {
                let create = |n: usize| {
                    let (store, amy) = (store.clone(), amy.clone());
                    let family = format!("{round}-{n}");
                    tokio::spawn(
                        async move { store.create_family(&family, &amy, "", 5, POLICY).await.expect("a result") },
                    )
                };
                for created in (0..8).map(create).collect::<Vec<_>>() {
                    assert!(created.await.expect("no panic"));
                }
                let expected = (8 * (round + 1)).min(50);
                assert_eq!(live(&store, 6).await.len(), expected, "{database:?}, round {round}");
            }
        }
    }
}
