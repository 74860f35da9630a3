//! Connects to a PostgreSQL database, and upgrades its tables.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgPool};

use super::pool::Pool;
use super::{OpenError, READERS};
use crate::database::PostgresUrl;

/// The number of connections that write. Each refresh uses one of them for a short time.
const WRITERS: u32 = 8;
/// How long a request waits for a connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The settings of each connection. `synchronous_commit` ensures that no refresh and no revocation is lost in a power
/// failure, even if the default of the database is less strict. The other settings are time limits. If an instance
/// loses its connection during a transaction, `idle_in_transaction_session_timeout` makes PostgreSQL end this
/// transaction. Otherwise the locks of the transaction would block the other instances.
const SETTINGS: [(&str, &str); 4] = [
    ("synchronous_commit", "on"),
    ("statement_timeout", "10s"),
    ("lock_timeout", "5s"),
    ("idle_in_transaction_session_timeout", "10s"),
];

/// The upgrades of the tables, in their order.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Connects to the database and upgrades its tables. Returns the connections for reading and for writing. If several
/// instances start at the same time, only one of them upgrades the tables. The others wait until it has finished,
/// because sqlx holds an advisory lock during the upgrade.
pub(super) async fn open(url: &PostgresUrl) -> Result<(Pool, Pool), OpenError> {
    let options = PgConnectOptions::from_str(url.as_str())?.application_name("evergreen-backend");
    // This connection does not have the time limits of `SETTINGS`, because the upgrade of a large table may take longer
    // than these limits.
    let mut connection = options.connect().await?;
    // `MIGRATIONS.run` is not used here. With it, the future of `open` would not be `Send`, because of a limit of the
    // compiler. sqlx has `run_direct` for this case.
    MIGRATIONS.run_direct(None, &mut connection, false).await?;
    connection.close().await?;
    let options = options.options(SETTINGS);
    let (read, write) = (connect(options.clone(), READERS).await?, connect(options, WRITERS).await?);
    Ok((Pool::Postgres(read), Pool::Postgres(write)))
}

async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool, sqlx::Error> {
    PgPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT).connect_with(options).await
}
