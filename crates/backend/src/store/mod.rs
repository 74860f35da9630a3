//! The database, which is SQLite or PostgreSQL. This module opens the database. These modules contain the statements:
//! `users`, `new_sessions`, `token_families`, `directory`, `sessions`, `own_sessions`, `own_password`, `open_sessions`,
//! `session_changes`, `marks`, `skeletons`, `password_hashes` and `readiness`.

mod directory;
mod marks;
mod new_sessions;
mod open_sessions;
#[cfg(test)]
mod opening_tests;
mod own_password;
mod own_sessions;
mod password_hashes;
mod pool;
mod postgres;
mod readiness;
mod refresh_rules;
mod role;
mod session_changes;
mod sessions;
mod skeletons;
mod sqlite;
mod sqlite_owner;
#[cfg(test)]
mod tests;
mod token_families;
mod users;

pub(crate) use directory::ListedUser;
pub(crate) use marks::Mark;
pub(crate) use open_sessions::Profile;
pub(crate) use own_sessions::OwnSession;
pub(crate) use refresh_rules::{RefreshError, RefreshPolicy, Used};
pub use role::Role;
pub(crate) use role::Roles;
pub(crate) use session_changes::Changed;
pub(crate) use sessions::{CredentialChange, LiveSession};
pub(crate) use token_families::Refreshed;
pub(crate) use users::{NewUser, Taken, User, fold_case};

use crate::Database;
use pool::{Pool, on};

/// The number of connections that only read, to an SQLite file or to PostgreSQL.
const READERS: u32 = 4;

/// The open database. Reading and writing have separate connections, so that many refreshes, which write, do not delay
/// the access checks, which only read.
pub(crate) struct Store {
    read: Pool,
    write: Pool,
}

/// Why a database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The database cannot be reached, created or written.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The SQLite file belongs to another program, or is no database.
    #[error("the file belongs to another program")]
    ForeignFile,
    /// The tables cannot be created or upgraded.
    #[error(transparent)]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl Store {
    /// Opens the database, and creates its file and its tables if they do not exist. Upgrades the tables of an older
    /// version of this server.
    pub(crate) async fn open(database: &Database) -> Result<Self, OpenError> {
        Self::connect(database, true).await
    }

    /// Like [`open`](Self::open), but does not create an SQLite file.
    pub(crate) async fn open_existing(database: &Database) -> Result<Self, OpenError> {
        Self::connect(database, false).await
    }

    async fn connect(database: &Database, create: bool) -> Result<Self, OpenError> {
        let (read, write) = match database {
            Database::Memory => sqlite::open_memory().await?,
            Database::File(path) => sqlite::open_file(path, create).await?,
            Database::Postgres(url) => postgres::open(url).await?,
        };
        Ok(Self { read, write })
    }

    /// Returns two entries. The first one is about the connections that read, and the second one is about the
    /// connections that write. Each entry contains a name, the number of open connections, and the number of idle ones.
    pub(crate) fn connections(&self) -> [(&'static str, usize, usize); 2] {
        [("read", &self.read), ("write", &self.write)].map(|(name, pool)| {
            let (size, idle) = pool.sizes();
            (name, size, idle)
        })
    }

    /// Returns how many statements can write at the same time.
    pub(crate) fn writers(&self) -> usize {
        let most = on!(&self.write, db => db.options().get_max_connections());
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// Waits until no statement uses the database any more, then closes it.
    pub(crate) async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}
