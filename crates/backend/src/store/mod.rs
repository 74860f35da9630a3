//! The SQLite database. This module opens it, creates its tables, and begins write transactions.

mod marks;
mod password_hashes;
mod role;
mod schema;
mod token_families;
mod users;

pub(crate) use role::{Role, Roles};
pub(crate) use token_families::{RefreshError, RefreshPolicy};
pub(crate) use users::{NewUser, Taken, User, fold_case};

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::{Database, private_file};
use schema::SCHEMA;

/// How long a write waits while another connection has a write transaction. After this time the write fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The open database.
pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database, and creates its file and its tables if they do not exist.
    pub(crate) async fn open(database: &Database) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new().foreign_keys(true).busy_timeout(BUSY_TIMEOUT);
        let (options, connections) = match database {
            // Each connection to an in-memory database has its own database, which is lost when the connection is
            // closed. So there is exactly one connection, which stays open until `close` is called.
            Database::Memory => (options.in_memory(true), 1),
            Database::File(path) => {
                // Creates the file with restricted permissions. SQLite gives the same permissions to the files that it
                // creates beside the database. An error is ignored here: either the file exists already, or opening the
                // database fails with a better message.
                drop(private_file::create(path));
                let options = options
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A revocation must not be lost in a power failure.
                    .synchronous(SqliteSynchronous::Full);
                (options, 4)
            }
        };
        let pool = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(connections)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        for statement in SCHEMA {
            sqlx::query(statement).execute(&pool).await?;
        }
        Ok(Self { pool })
    }

    /// Waits until no statement uses the database any more, then closes it.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that has the write lock from the start. So no other connection can change the rows that the
    /// transaction reads.
    async fn begin_write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.pool.begin_with("BEGIN IMMEDIATE").await
    }
}
