//! The reasons why a server cannot start.

use std::net::SocketAddr;
use std::path::PathBuf;

/// The reason why a server could not start. Its text is a message for the person who runs the command.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server cannot listen on the address. Usually the port is in use, or the address does not belong to this
    /// machine.
    #[error("cannot listen on {address}")]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The database cannot be opened, created or written.
    #[error("cannot use the database")]
    Database(#[from] sqlx::Error),
    /// The tables of the database cannot be created or upgraded. For example, a newer version of this server has upgraded
    /// them.
    #[error("cannot upgrade the tables of the database")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database is PostgreSQL, and no key file is configured. A key that is only in memory would differ between the
    /// servers that share the database, and would be lost when a server stops.
    #[error("PostgreSQL needs a key file: name one with --key, and give all servers of this database a copy of it")]
    KeyRequired,
    /// The key file cannot be read, created or written.
    #[error("cannot use the key file {path}")]
    Key {
        /// The key file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The key file has fewer than 32 bytes, so it does not contain a whole key.
    #[error("the key file {path} has fewer than 32 bytes; delete it to create a new key, which signs out all users")]
    ShortKey {
        /// The key file.
        path: PathBuf,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes")]
    Random(#[from] getrandom::Error),
    /// A text in [`Config::origins`](crate::Config::origins) is not a valid origin, for example `*` or a URL with a
    /// path.
    #[error("{0:?} is not an origin like http://localhost:8081 (`*` is not possible for requests with credentials)")]
    Origin(String),
    /// The configuration has demo accounts, but its address is not a loopback address. Everybody knows the password of
    /// the demo accounts, so other machines must not reach them.
    #[error("demo accounts are allowed on a loopback address only, and {0} is not one")]
    DemoOffLoopback(SocketAddr),
    /// The lifetime of the access tokens (`access`), of the refresh tokens (`refresh`) or of the sessions (`session`) is
    /// shorter than one second or longer than ten years.
    #[error("the {0} lifetime must be between one second and ten years")]
    Lifetime(&'static str),
    /// Argon2 does not accept the configured cost.
    #[error("invalid cost for Argon2: {0}")]
    Argon2(argon2::Error),
    /// Argon2 could not hash a password. The cause was logged.
    #[error("cannot hash a password")]
    Password,
    /// The demo accounts could not be created. The cause was logged.
    #[error("cannot create the demo accounts; the log has the cause")]
    Demo,
}

impl From<crate::store::OpenError> for Error {
    fn from(error: crate::store::OpenError) -> Self {
        match error {
            crate::store::OpenError::Database(error) => Self::Database(error),
            crate::store::OpenError::Migration(error) => Self::Migration(error),
        }
    }
}
