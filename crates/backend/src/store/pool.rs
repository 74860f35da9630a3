//! The connections to a database, which is SQLite or PostgreSQL. The macro [`on`] runs the same code with either kind
//! of connections.

use sqlx::{PgPool, SqlitePool};

/// A pool of connections to one database. SQLite and PostgreSQL both accept `$1` as a placeholder, so most statements
/// are the same for the two.
#[derive(Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs `code`. In this code, the variable `db` contains the connections of the [`Pool`] `pool`. The code is compiled
/// twice, once for SQLite and once for PostgreSQL, because their connections have different types.
macro_rules! on {
    ($pool:expr, $db:ident => $code:expr) => {
        match $pool {
            crate::store::pool::Pool::Sqlite($db) => $code,
            crate::store::pool::Pool::Postgres($db) => $code,
        }
    };
}
pub(super) use on;

impl Pool {
    /// Returns the statement that begins a write transaction.
    ///
    /// SQLite has only one write lock, and the transaction takes this lock at its start. So no other connection can
    /// change what the transaction reads. PostgreSQL has no such lock, so the transaction must read its rows with
    /// `SELECT … FOR UPDATE`, which locks these rows. If another transaction has locked one of these rows, the `SELECT`
    /// waits until that transaction ends. Then the `SELECT` reads what that transaction wrote, because the isolation
    /// level is `READ COMMITTED`.
    pub(super) fn begin(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "BEGIN IMMEDIATE",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        }
    }

    /// Returns the first statement for SQLite, the second one for PostgreSQL.
    pub(super) fn choose(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// Returns the number of open connections, and how many of them are idle.
    pub(super) fn sizes(&self) -> (usize, usize) {
        on!(self, db => (usize::try_from(db.size()).unwrap_or(usize::MAX), db.num_idle()))
    }

    /// Waits until no statement uses the connections any more, then closes them.
    pub(super) async fn close(&self) {
        on!(self, db => db.close().await)
    }
}
