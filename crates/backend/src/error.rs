//! The reasons why a server cannot start.

use std::net::SocketAddr;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

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
    /// The SQLite file has tables of another program, or is no SQLite file.
    #[error("the database file belongs to another program, so it stays unchanged; name another file with --database")]
    ForeignFile,
    /// The tables of the database cannot be created or upgraded. For example, a newer version of this server has
    /// upgraded them.
    #[error("{}", migration_failure(.0))]
    Migration(#[from] MigrateError),
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
    /// The key file belongs to another user than the one who runs the server.
    #[error("the key file {path} belongs to another user, who can sign in as anybody; run `chown` to make it yours")]
    KeyOwner {
        /// The key file.
        path: PathBuf,
    },
    /// Users other than the owner of the key file may read or write it.
    #[error(
        "others may read or write the key file {path} (mode {mode:o}), and so sign in as anybody; run `chmod 600 \
         {path}`, and if somebody may have read it, delete it, which signs out all users"
    )]
    KeyMode {
        /// The key file.
        path: PathBuf,
        /// The permissions of the file.
        mode: u32,
    },
    /// The key file is not a file of exactly 32 bytes, for example because it contains a key of another kind.
    #[error(
        "{path} is not a file of 32 bytes, so it is no key; delete it to create a new key, which signs out all users"
    )]
    KeyLength {
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
    /// A text in [`Config::trusted_proxies`](crate::Config::trusted_proxies) is neither a network nor an address.
    #[error("{0:?} is not a network like 10.0.0.0/8, or an address")]
    TrustedProxy(String),
    /// The configuration has demo accounts, open roles or the behaviour of another server. But one of the server's
    /// addresses or an allowed origin is not a loopback one, so other machines can probably reach the server. Each of
    /// these three settings is for this machine only. Everybody knows the password of the demo accounts. With open
    /// roles or the behaviour of another server, everybody who reaches the server can become an admin.
    #[error(
        "{setting} is for this machine only, but {place} is not a loopback address; use 127.0.0.1 and localhost, or \
         leave out {setting}"
    )]
    OffLoopback {
        /// The command-line option for this setting.
        setting: &'static str,
        /// The address or the origin.
        place: String,
    },
    /// The database belongs to a server with demo accounts, with open roles or with the behaviour of another server.
    /// The configuration has none of these three settings.
    #[error(
        "this database was made with --demo, --like or --open-roles, so strangers may have its accounts; name another \
         one with --database, or delete this one, which deletes its users"
    )]
    DemoDatabase,
    /// The configuration is for a demo, for an imitated server or for a server with open roles. But the database
    /// belongs to a server that is none of these three.
    #[error(
        "this database belongs to another server, and --demo, --like and --open-roles need one of their own; name \
         another one or memory with --database, or delete this one, which deletes its users"
    )]
    NotADemoDatabase,
    /// The account with this name has the demo password, and the configuration has no demo accounts.
    #[error(
        "the account {0:?} has the demo password, which everybody knows; give it another one with `evergreen-backend \
         users reset-password`, or disable it with `evergreen-backend users disable`"
    )]
    DemoPassword(String),
    /// The lifetime of the access tokens (`access`), of the refresh tokens (`refresh`) or of the sessions (`session`)
    /// is shorter than one second or longer than ten years.
    #[error("the {0} lifetime must be between one second and ten years")]
    Lifetime(&'static str),
    /// Argon2 does not accept the configured cost.
    #[error("invalid cost for Argon2: {0}")]
    Argon2(argon2::Error),
    /// Argon2 could not hash a password. The cause was logged.
    #[error("cannot hash a password")]
    Password,
    /// The demo accounts could not be created, or the server could not check whether such an account exists. The cause
    /// was logged.
    #[error("cannot create or check the demo accounts; the log has the cause")]
    Demo,
}

impl From<crate::store::OpenError> for Error {
    fn from(error: crate::store::OpenError) -> Self {
        match error {
            crate::store::OpenError::Database(error) => Self::Database(error),
            crate::store::OpenError::ForeignFile => Self::ForeignFile,
            crate::store::OpenError::Migration(error) => Self::Migration(error),
        }
    }
}

/// Returns a sentence that says what to do about a failed upgrade of the tables.
fn migration_failure(error: &MigrateError) -> &'static str {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            "a newer version of this server has upgraded the tables of the database; start that version, or restore a \
             backup from before the upgrade"
        }
        MigrateError::VersionMismatch(_) => {
            "another program, or a changed build of this server, has made the tables of the database; start that build, \
             or name another database with --database"
        }
        MigrateError::Dirty(_) => {
            "an upgrade of the tables of the database was not completed; restore a backup from before the upgrade, and \
             start again"
        }
        _ => {
            "the tables of the database cannot be created or upgraded, and stay as they are; remove the cause, and start \
             again"
        }
    }
}
