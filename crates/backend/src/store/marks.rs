//! The table `marks`. A database with the mark `demo` belongs to demos and imitated servers; see the module `demo`.

use super::Store;

impl Store {
    /// Marks the database. Does nothing if it is marked already.
    pub(crate) async fn mark(&self) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO marks (name) VALUES ('demo') ON CONFLICT (name) DO NOTHING")
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// Returns whether the database is marked.
    pub(crate) async fn is_marked(&self) -> Result<bool, sqlx::Error> {
        let row = sqlx::query("SELECT 1 FROM marks WHERE name = 'demo'").fetch_optional(&self.pool).await?;
        Ok(row.is_some())
    }

    /// Returns whether the database has at least one user.
    pub(crate) async fn has_users(&self) -> Result<bool, sqlx::Error> {
        let row = sqlx::query("SELECT 1 FROM users LIMIT 1").fetch_optional(&self.pool).await?;
        Ok(row.is_some())
    }
}
