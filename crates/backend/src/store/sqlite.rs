//! Opens an SQLite database, and upgrades its tables.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlitePool};

use super::pool::Pool;
use super::{OpenError, READERS, sqlite_owner};
use crate::private_file;

/// How long a write waits while another process writes to the file. After this time the write fails.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The pause before another attempt to open a file that another process was opening.
const RETRY_PAUSE: Duration = Duration::from_millis(20);

/// The error code of SQLite for a file that another connection has locked (`SQLITE_BUSY`). SQLite may add details in
/// the higher bits of the code.
const BUSY: i32 = 5;

/// How long a request waits for a connection before it fails. There is only one connection for writing. So if many
/// requests write at the same time, each of them waits until the requests before it have finished.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);

/// The upgrades of the tables, in their order.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Opens a new database in memory. The database exists only within its connection. A second connection would have
/// another, empty database, and the database is lost when its connection is closed. So there is exactly one connection.
/// It is used for reading and for writing, and it stays open.
pub(super) async fn open_memory() -> Result<(Pool, Pool), OpenError> {
    let pool = connect(options().in_memory(true), 1).await?;
    migrate(&pool).await?;
    Ok((Pool::Sqlite(pool.clone()), Pool::Sqlite(pool)))
}

/// Opens a database file. If the file does not exist and `create` is true, creates the file. Returns the connections
/// for reading and the only connection for writing. Only one connection at a time can write to the file, so several
/// connections would compete for the file's lock. With a single connection, the requests that write wait in the order
/// in which they came.
///
/// If two processes switch the same new file to WAL at the same time, each process holds a lock that the other one
/// needs. Waiting would not help, so SQLite reports to one of the processes at once that the file is locked. In this
/// case this function tries again, until [`BUSY_TIMEOUT`] has passed since its first attempt.
pub(super) async fn open_file(path: &Path, create: bool) -> Result<(Pool, Pool), OpenError> {
    let start = Instant::now();
    loop {
        match try_to_open_file(path, create).await {
            Err(OpenError::Database(error)) if is_busy(&error) && start.elapsed() < BUSY_TIMEOUT => {
                tokio::time::sleep(RETRY_PAUSE).await;
            }
            opened => return opened,
        }
    }
}

/// Returns whether this error says that another connection has locked the file.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == BUSY)
}

async fn try_to_open_file(path: &Path, create: bool) -> Result<(Pool, Pool), OpenError> {
    if create {
        // Creates the file with restricted permissions. SQLite gives the same permissions to the files that it creates
        // beside the database. An error is ignored here: either the file exists already, or opening the database fails
        // with a better message.
        drop(private_file::create_through_links(path));
    }
    let options = options().filename(path).create_if_missing(create);
    // Check that the file is empty or belongs to this server. The code below writes to the file, and must not change a
    // file of another program.
    sqlite_owner::check(&options).await?;
    let options = options
        .journal_mode(SqliteJournalMode::Wal)
        // With `Full`, each change is safe on the disk when the server answers. A power failure must not undo a
        // revocation that the server has confirmed.
        .synchronous(SqliteSynchronous::Full);
    let write = connect(options.clone(), 1).await?;
    migrate(&write).await?;
    // This check reads only the metadata and does not open the file. SQLite has the file open here, and holds locks on
    // it (fcntl). If this process also opened the file and closed it again, the system would release these locks. Then
    // another process could delete the WAL file, which contains the latest changes.
    if std::fs::metadata(path).is_ok_and(|metadata| private_file::exposure(&metadata).is_some()) {
        tracing::warn!(
            ?path,
            "other users of this machine may read or write the database; run `chmod 600` on its files"
        );
    }
    let read = connect(options.pragma("query_only", "TRUE"), READERS).await?;
    Ok((Pool::Sqlite(read), Pool::Sqlite(write)))
}

fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new().foreign_keys(true).busy_timeout(BUSY_TIMEOUT)
}

async fn connect(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool, sqlx::Error> {
    let pool = SqlitePoolOptions::new().min_connections(1).max_connections(connections);
    // After some errors, such as a full disk, SQLite ends a transaction by itself. sqlx does not notice this: for sqlx,
    // the transaction is still open, and no other transaction can begin on the same connection. So the pool replaces
    // each connection on which a transaction is open for sqlx.
    //
    // During a normal rollback, the transaction is also open for sqlx. The ping waits until such a rollback is done.
    let pool = pool.before_acquire(|connection, _| {
        Box::pin(async move {
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    });
    pool.acquire_timeout(ACQUIRE_TIMEOUT).idle_timeout(None).max_lifetime(None).connect_with(options).await
}

/// Upgrades the tables in one exclusive transaction. If several processes open the same file, one process upgrades it,
/// and the others wait. If the upgrade fails, the file stays as it was.
async fn migrate(pool: &SqlitePool) -> Result<(), OpenError> {
    let mut transaction = pool.begin_with("BEGIN EXCLUSIVE").await?;
    // `run` would make this future not `Send`, because of a limit of the compiler; `run_direct` exists for this case.
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    sqlx::query(sqlite_owner::SIGN).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    async fn a_file_behind_a_dangling_link_is_private_too() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().expect("a directory");
        let path = |name: &str| directory.path().join(name);
        std::fs::create_dir(path("data")).expect("a directory");
        symlink("second", path("first")).expect("a link");
        symlink("data/evergreen.db", path("second")).expect("a link");
        // The database stays open until the end of the test. When a database is closed, SQLite deletes the `-wal` file
        // and the `-shm` file beside it.
        let _open = open_file(&path("first"), true).await.expect("it opens");
        for file in ["evergreen.db", "evergreen.db-wal", "evergreen.db-shm"] {
            let file = path("data").join(file);
            let mode = std::fs::metadata(&file).expect("the file").permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{file:?}");
        }
        symlink("endless", path("endless")).expect("a link");
        assert!(open_file(&path("endless"), true).await.is_err());
    }

    #[tokio::test]
    async fn a_full_disk_breaks_no_later_transaction() {
        let directory = tempfile::tempdir().expect("a directory");
        let (_read, write) = open_file(&directory.path().join("evergreen.db"), true).await.expect("it opens");
        let Pool::Sqlite(write) = write else { panic!("a pool of SQLite") };
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&write).await.expect("a number");
        let limit = async |pages: i64| {
            let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            sqlx::query(pragma).execute(&write).await.expect("a limit");
        };
        limit(pages).await;
        let insert = "INSERT INTO marks (name) VALUES (hex(zeroblob(100000)))";
        let mut transaction = write.begin_with("BEGIN IMMEDIATE").await.expect("a transaction");
        sqlx::query(insert).execute(&mut *transaction).await.expect_err("the disk is full");
        drop(transaction);
        limit(pages + 1_000).await;
        let mut transaction = write.begin_with("BEGIN IMMEDIATE").await.expect("another transaction");
        sqlx::query(insert).execute(&mut *transaction).await.expect("there is room again");
        transaction.commit().await.expect("a commit");
    }

    /// The server must keep its lock on the database file. Without this lock, SQLite would delete the WAL file as soon
    /// as another process closes the database. Changes that the server then writes to the deleted file would be lost.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn another_process_does_not_delete_the_latest_changes() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("evergreen.db");
        let (_read, write) = open_file(&path, true).await.expect("it opens");
        let Pool::Sqlite(write) = write else { panic!("a pool of SQLite") };
        sqlx::query("INSERT INTO marks (name) VALUES ('test')").execute(&write).await.expect("written");
        // The locks of a process do not block the process itself. So this test cannot detect the lock by trying to lock
        // the file. Instead, the test looks for the file in the system's list of all locks.
        let locks = std::fs::read_to_string("/proc/locks").expect("the locks");
        let inode = std::os::unix::fs::MetadataExt::ino(&std::fs::metadata(&path).expect("the file"));
        let is_locked = locks.lines().any(|lock| lock.contains(&format!(":{inode} ")));
        assert!(is_locked, "the database file has no lock of this process: {locks}");
    }
}
