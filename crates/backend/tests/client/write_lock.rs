//! A lock on the database of a server. While a test has the lock, the server can read, but cannot refresh.

use evergreen_backend::Database;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

/// A connection that holds a lock on the database. While this connection is open, all other connections can read the
/// sessions, but cannot change them.
pub enum WriteLock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl WriteLock {
    /// Opens a connection to the database of a server, and takes the lock. Panics if the database is in memory, because
    /// only the server can reach such a database.
    pub async fn acquire(database: &Database) -> Self {
        match database {
            Database::Memory => panic!("only one connection can use a database in memory"),
            Database::File(path) => {
                let mut connection = SqliteConnectOptions::new().filename(path).connect().await.expect("a connection");
                sqlx::query("BEGIN IMMEDIATE").execute(&mut connection).await.expect("the lock");
                Self::Sqlite(connection)
            }
            Database::Postgres(url) => {
                let options: PgConnectOptions = url.as_str().parse().expect("a URL");
                let mut connection = options.connect().await.expect("a connection");
                sqlx::query("BEGIN").execute(&mut connection).await.expect("a transaction");
                let lock = "LOCK TABLE families IN EXCLUSIVE MODE";
                sqlx::query(lock).execute(&mut connection).await.expect("the lock");
                Self::Postgres(connection)
            }
        }
    }

    /// Gives the lock back, and closes the connection.
    pub async fn release(self) {
        match self {
            Self::Sqlite(connection) => connection.close().await.expect("it closes"),
            Self::Postgres(connection) => connection.close().await.expect("it closes"),
        }
    }
}
