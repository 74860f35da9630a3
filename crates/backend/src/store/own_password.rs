//! The statements with which users change their own passwords.

use super::own_sessions::END_OTHERS;
use super::{Store, User, on};

impl Store {
    /// Replaces the password hash of a user, and ends all sessions of the user except `kept`. Both changes are made in
    /// one transaction. Returns false and changes nothing in two cases. First, the session `kept` has ended. Second,
    /// the user was disabled or got another password after `user` was read.
    ///
    /// The transaction also changes the user's `credential_version`. A sign-in reads this version, checks the password,
    /// and then calls [`Store::create_family`]. If the version has changed in the meantime, `create_family` adds no
    /// session. So a sign-in that has checked the old password gets no session after this change.
    pub(crate) async fn change_password(&self, user: &User, kept: &str, hash: &str) -> Result<bool, sqlx::Error> {
        // This statement runs first, and in PostgreSQL it locks the row of the user. The transaction locks rows of
        // families only after that. The operator's changes (`end_sessions_of`) lock rows in the same order. So two such
        // transactions never each wait for a row that the other one has locked.
        let change = "UPDATE users SET password_hash = $3, credential_version = credential_version + 1
             WHERE id = $1 AND credential_version = $2 AND NOT disabled";
        let lock = self.write.choose(
            "SELECT id FROM families WHERE id = $1 AND NOT revoked",
            "SELECT id FROM families WHERE id = $1 AND NOT revoked FOR UPDATE",
        );
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            let changed = sqlx::query(change)
                .bind(user.id)
                .bind(user.credential_version)
                .bind(hash)
                .execute(&mut *transaction)
                .await?;
            let is_alive = sqlx::query(lock).bind(kept).fetch_optional(&mut *transaction).await?.is_some();
            if changed.rows_affected() == 0 || !is_alive {
                transaction.rollback().await?;
                return Ok(false);
            }
            sqlx::query(END_OTHERS).bind(user.id).bind(kept).execute(&mut *transaction).await?;
            transaction.commit().await?;
            Ok(true)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::RefreshPolicy;
    use crate::store::tests::{add_amy, databases};

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 0, lifetime: 1000, session_lifetime: 1000 };

    /// The sign-ins of this test have checked the old password. They try to add their sessions while the password
    /// changes. The change ends each of these sessions that was added before it. After the change, none can be added.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_simultaneous_sign_in_with_the_old_password_gets_no_lasting_session() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in databases(directory.path()) {
            let store = Arc::new(Store::open(&database).await.expect("a database"));
            add_amy(&store).await;
            for round in 0..50 {
                let kept = format!("kept{round}");
                let amy = Arc::new(store.user_by_name("amy").await.expect("a result").expect("a user"));
                assert!(store.create_family(&kept, &amy, "", 5, POLICY).await.expect("a result"));
                let sign_ins = [0, 1, 2].map(|n| {
                    let (store, amy) = (store.clone(), amy.clone());
                    let family = format!("late{round}-{n}");
                    tokio::spawn(async move { store.create_family(&family, &amy, "", 5, POLICY).await })
                });
                assert!(store.change_password(&amy, &kept, "new").await.expect("a result"), "{database:?}");
                for sign_in in sign_ins {
                    sign_in.await.expect("no panic").expect("a result");
                }
                let live = store.live_sessions(None, 5).await.expect("the sessions");
                let live: Vec<_> = live.into_iter().map(|session| session.id).collect();
                assert_eq!(live, [kept], "{database:?}, round {round}");
            }
        }
    }
}
