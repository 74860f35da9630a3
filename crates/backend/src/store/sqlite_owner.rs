//! Recognizes SQLite files of other programs, so that this server does not add its tables to them.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::OpenError;

/// The application ID of this server: `Evgr` in ASCII. The header of an SQLite file can contain an application ID. This
/// number says which program the file belongs to.
const APPLICATION_ID: i64 = 0x4576_6772;
/// The statement that writes the application ID into the header. A test checks that the statement writes
/// [`APPLICATION_ID`].
pub(super) const SIGN: &str = "PRAGMA application_id = 0x45766772";

/// The tables that files of older versions of this server can have. These versions did not write the application ID
/// into the header. So a file without an application ID can belong to this server only if all its tables are in this
/// list.
const KNOWN_TABLES: [&str; 5] = ["_sqlx_migrations", "families", "marks", "sqlite_sequence", "users"];

/// The error code of SQLite for a file that is not a database (`SQLITE_NOTADB`).
const NOT_A_DATABASE: &str = "26";

/// Checks that the file is empty or belongs to this server. This function opens its own connection, and does not write
/// to the file.
///
/// # Errors
/// [`OpenError::ForeignFile`] if the file belongs to another program or is no database. [`OpenError::Database`] if the
/// file cannot be opened or read.
pub(super) async fn check(options: &SqliteConnectOptions) -> Result<(), OpenError> {
    let mut connection = options.clone().connect().await?;
    // In a transaction, all statements see the same state of the file. Without it, the first statement could see an
    // empty file, and the next one the tables that another server has created in the meantime.
    let mut transaction = connection.begin().await?;
    let checked = belongs_here(&mut transaction).await;
    transaction.rollback().await?;
    connection.close().await?;
    match checked {
        Ok(true) => Ok(()),
        Ok(false) => Err(OpenError::ForeignFile),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOT_A_DATABASE) => {
            Err(OpenError::ForeignFile)
        }
        Err(error) => Err(error.into()),
    }
}

async fn belongs_here(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let id: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await?;
    if id != 0 {
        return Ok(id == APPLICATION_ID);
    }
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'").fetch_all(&mut *connection).await?;
    // Other programs may have a table `users` too, but probably without a column `username_key`. So if the file has
    // tables, it belongs to this server only if `users` has this column.
    let column = "SELECT COUNT(*) FROM pragma_table_info('users') WHERE name = 'username_key'";
    let columns: i64 = sqlx::query_scalar(column).fetch_one(connection).await?;
    Ok(tables.iter().all(|table| KNOWN_TABLES.contains(&table.as_str())) && (tables.is_empty() || columns == 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Database;
    use crate::store::Store;
    use crate::store::tests::create_older;

    #[tokio::test]
    async fn files_of_all_versions_of_this_server_are_accepted_and_signed() {
        let directory = tempfile::tempdir().expect("a directory");
        for migration in 0..=5 {
            let path = directory.path().join(migration.to_string());
            let database = Database::File(path.clone());
            if migration > 0 {
                create_older(&database, migration, &[]).await;
            }
            for _ in 0..2 {
                Store::open(&database).await.expect("it opens").close().await;
            }
            let mut connection = SqliteConnectOptions::new().filename(&path).connect().await.expect("a connection");
            let id: i64 =
                sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut connection).await.expect("a number");
            assert_eq!(id, APPLICATION_ID);
        }
    }

    #[tokio::test]
    async fn a_file_of_another_program_is_refused_and_stays_as_it_was() {
        let directory = tempfile::tempdir().expect("a directory");
        for (number, statement) in [
            "CREATE TABLE recipes (name TEXT)",
            "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)",
            "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY)",
            "PRAGMA application_id = 7",
        ]
        .into_iter()
        .enumerate()
        {
            let path = directory.path().join(number.to_string());
            let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
            let mut connection = options.connect().await.expect("a connection");
            sqlx::query(statement).execute(&mut connection).await.expect("executed");
            connection.close().await.expect("it closes");
            assert_refused(&path).await;
        }
        let text = directory.path().join("text");
        std::fs::write(&text, "This is a letter, and not a database. ".repeat(50)).expect("written");
        assert_refused(&text).await;
    }

    async fn assert_refused(path: &std::path::Path) {
        let before = std::fs::read(path).expect("the file");
        let refused = Store::open(&Database::File(path.to_owned())).await.err().expect("it is refused");
        assert!(matches!(refused, OpenError::ForeignFile), "{refused:?}");
        assert_eq!(std::fs::read(path).expect("the file"), before, "{path:?}");
    }
}
