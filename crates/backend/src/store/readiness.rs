//! Checks whether requests can use the database.

use super::{Store, on, token_families};

impl Store {
    /// Returns an error if requests cannot use the database. Executes two statements: the statement with which an
    /// access check reads a session, and the statement with which a refresh reads a session. Both statements look for a
    /// session with the empty identifier, which does not exist. So they lock no row and change nothing.
    pub(crate) async fn check(&self) -> Result<(), sqlx::Error> {
        self.user_of_family(0, "", 0).await?;
        let select = token_families::select_for_refresh(&self.write);
        on!(&self.write, db => {
            let mut transaction = db.begin_with(self.write.begin()).await?;
            sqlx::query(select).bind("").execute(&mut *transaction).await?;
            transaction.rollback().await
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::store::tests::shared_databases;

    /// A server is not ready if all connections that read are in use, or all that write.
    #[tokio::test]
    async fn the_check_needs_a_connection_of_each_kind() {
        let directory = tempfile::tempdir().expect("a directory");
        for database in shared_databases(directory.path()) {
            let store = Arc::new(Store::open(&database).await.expect("a database"));
            for (taken, other) in [(&store.read, &store.write), (&store.write, &store.read)] {
                on!(taken, taken => on!(other, other => {
                    let mut connections = Vec::new();
                    for _ in 0..taken.options().get_max_connections() {
                        connections.push(taken.acquire().await.expect("a connection"));
                    }
                    let checked = store.clone();
                    let check = tokio::spawn(async move { checked.check().await });
                    // If the check needed only connections of the other kind, it would end during these statements.
                    for _ in 0..20 {
                        sqlx::query("SELECT 1").execute(other).await.expect("it works");
                    }
                    assert!(!check.is_finished(), "{database:?}");
                    drop(connections);
                    check.await.expect("no panic").expect("the database works");
                }));
            }
            store.close().await;
        }
    }
}
