//! The table `marks`, which has at most one row. The mark says which kind of server a database belongs to; see the
//! module `demo`.

use super::{Store, on};

/// The kind of server that a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A server with the demo accounts, a server that imitates another server, or a server with open roles.
    Demo,
    /// Any other server.
    Production,
}

impl Mark {
    fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }
}

impl Store {
    /// Gives the database this mark, unless the database already has a mark. Returns whether the database now has this
    /// mark. An index allows only one row in the table. So if several servers do this at the same time, the database
    /// keeps the mark of the first one.
    pub(crate) async fn claim(&self, mark: Mark) -> Result<bool, sqlx::Error> {
        let insert = "INSERT INTO marks (name) VALUES ($1) ON CONFLICT DO NOTHING";
        on!(&self.write, db => sqlx::query(insert).bind(mark.name()).execute(db).await.map(drop))?;
        self.has_mark(mark).await
    }

    /// Returns whether the database has this mark.
    pub(crate) async fn has_mark(&self, mark: Mark) -> Result<bool, sqlx::Error> {
        let statement = "SELECT 1 FROM marks WHERE name = $1";
        on!(&self.read, db => {
            sqlx::query(statement).bind(mark.name()).fetch_optional(db).await.map(|row| row.is_some())
        })
    }

    /// Returns whether the database has at least one user.
    pub(crate) async fn has_users(&self) -> Result<bool, sqlx::Error> {
        let statement = "SELECT 1 FROM users LIMIT 1";
        on!(&self.read, db => sqlx::query(statement).fetch_optional(db).await.map(|row| row.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::tests::{create_older, execute, shared_databases};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn of_servers_of_both_kinds_that_start_at_once_one_kind_gets_the_database() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in shared_databases(directory.path()) {
            let open = async || Arc::new(Store::open(&database).await.expect("it opens"));
            let stores = [open().await, open().await, open().await, open().await];
            for round in 0..100 {
                execute(&stores[0], "DELETE FROM marks").await;
                let claims =
                    stores.iter().zip([Mark::Demo, Mark::Production].into_iter().cycle()).map(|(store, mark)| {
                        let store = store.clone();
                        tokio::spawn(async move { (mark, store.claim(mark).await.expect("a result")) })
                    });
                let mut winners = Vec::new();
                for claim in claims.collect::<Vec<_>>() {
                    let (mark, claimed) = claim.await.expect("no panic");
                    winners.extend(claimed.then_some(mark));
                }
                assert_eq!(winners.len(), 2, "{database:?}, round {round}: {winners:?}");
                assert_eq!(winners[0], winners[1], "{database:?}, round {round}");
            }
        }
    }

    /// In older versions, the table `marks` could have two rows. If a server of the kind `Demo` and one of the kind
    /// `Production` started at the same time on one database, both marks could stay in the table. After that, no server
    /// could start on this database any more. So the upgrade removes both marks from a database without users.
    #[tokio::test]
    async fn an_upgrade_keeps_the_mark_and_frees_a_database_with_both() {
        let directory = tempfile::tempdir().expect("a directory");
        let before = [(vec!["demo"], Some(Mark::Demo)), (vec!["production"], Some(Mark::Production)), (vec![], None)];
        let both = (vec!["production", "demo"], None);
        for (marks, expected) in before.into_iter().chain([both]) {
            for database in shared_databases(&directory.path().join(marks.concat())) {
                let insert = |mark: &&str| format!("INSERT INTO marks (name) VALUES ('{mark}')");
                create_older(&database, 3, &marks.iter().map(insert).collect::<Vec<_>>()).await;
                let store = Store::open(&database).await.expect("it opens");
                for mark in [Mark::Demo, Mark::Production] {
                    assert_eq!(store.has_mark(mark).await.expect("a result"), expected == Some(mark), "{marks:?}");
                }
                assert!(store.claim(expected.unwrap_or(Mark::Demo)).await.expect("a result"), "{marks:?}");
            }
        }
    }
}
