//! The table `marks`. A database with the mark `demo` belongs to demos and imitated servers; see the module `demo`.

use super::{Store, on};

impl Store {
    /// Marks the database. Does nothing if it is marked already.
    pub(crate) async fn mark(&self) -> Result<(), sqlx::Error> {
        let statement = "INSERT INTO marks (name) VALUES ('demo') ON CONFLICT (name) DO NOTHING";
        on!(&self.write, db => sqlx::query(statement).execute(db).await.map(drop))
    }

    /// Returns whether the database is marked.
    pub(crate) async fn is_marked(&self) -> Result<bool, sqlx::Error> {
        let statement = "SELECT 1 FROM marks WHERE name = 'demo'";
        on!(&self.read, db => sqlx::query(statement).fetch_optional(db).await.map(|row| row.is_some()))
    }

    /// Returns whether the database has at least one user.
    pub(crate) async fn has_users(&self) -> Result<bool, sqlx::Error> {
        let statement = "SELECT 1 FROM users LIMIT 1";
        on!(&self.read, db => sqlx::query(statement).fetch_optional(db).await.map(|row| row.is_some()))
    }
}
