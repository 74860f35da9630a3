//! The table `marks`. A mark says for whom a database is; see the module `demo`.

use super::{Store, on};

/// For whom a database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Demos, imitated servers and servers with open roles.
    Demo,
    /// All other servers.
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
    /// Gives the database this mark, unless it has another one. Returns whether it now has this mark only. If two
    /// servers do this at the same time with different marks, at most one of them gets true.
    pub(crate) async fn claim(&self, mark: Mark) -> Result<bool, sqlx::Error> {
        let insert = "INSERT INTO marks (name) SELECT CAST($1 AS TEXT)
             WHERE NOT EXISTS (SELECT 1 FROM marks WHERE name <> $1) ON CONFLICT (name) DO NOTHING";
        let others = "SELECT 1 FROM marks WHERE name <> $1";
        on!(&self.write, db => {
            sqlx::query(insert).bind(mark.name()).execute(db).await?;
            sqlx::query(others).bind(mark.name()).fetch_optional(db).await.map(|row| row.is_none())
        })
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
