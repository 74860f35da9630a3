//! SQLite: opening it, its tables, and write transactions.
//! It must not know of tokens or HTTP; what is in a column is the concern of the module that owns the table.

mod families;
mod role;
mod users;

pub(crate) use families::{Refusal, Rules};
pub(crate) use role::{Role, Roles};
pub(crate) use users::{NewUser, Taken, User, fold};

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use crate::{Database, private_file};

/// How long a statement waits for another's write transaction.
const BUSY: Duration = Duration::from_secs(5);

const SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        username TEXT NOT NULL,
        username_key TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        roles TEXT NOT NULL
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS families (
        id TEXT PRIMARY KEY,
        user INTEGER NOT NULL REFERENCES users(id),
        n INTEGER NOT NULL,
        superseded_at INTEGER,
        expires_at INTEGER NOT NULL,
        revoked INTEGER NOT NULL DEFAULT 0
    ) STRICT",
    "CREATE INDEX IF NOT EXISTS families_user ON families(user)",
];

/// The database.
#[derive(Clone)]
pub(crate) struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database, and makes it where it is missing.
    pub(crate) async fn open(database: &Database) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new().foreign_keys(true).busy_timeout(BUSY);
        let (options, connections) = match database {
            // Each connection to memory is a database of its own, which goes with it: so there is one, for ever.
            Database::Memory => (options.in_memory(true), 1),
            Database::File(path) => {
                // SQLite gives its side files the permissions of this one. What goes wrong here it tells better.
                drop(private_file::create(path));
                let options = options
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A revocation must survive a power cut.
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

    /// Closes the database once nobody uses it any more.
    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction that may write from its first statement on: what it reads no other can change before it ends.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.pool.begin_with("BEGIN IMMEDIATE").await
    }
}
