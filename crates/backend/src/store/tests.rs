//! What the tests of the store share: databases of both kinds, and databases of older versions of the server.

use std::path::Path;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::{Store, on, postgres, sqlite};
use crate::Database;

/// Returns new databases that several stores can open: an SQLite file in this directory, and a PostgreSQL database if
/// PostgreSQL is installed.
pub(super) fn shared_databases(directory: &Path) -> Vec<Database> {
    std::fs::create_dir_all(directory).expect("a directory");
    let mut databases = vec![Database::File(directory.join("evergreen.db"))];
    if let Some(postgres) = evergreen_postgres::shared() {
        let (_, url) = postgres.create_database();
        databases.push(url.parse().expect("a URL"));
    }
    databases
}

/// Executes a statement.
pub(super) async fn execute(store: &Store, statement: &str) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    on!(&store.write, db => statement.execute(db).await.map(drop)).expect("a valid statement");
}

/// Creates the tables of an older version of the server: those after the migration with this number. Then executes the
/// statements.
pub(super) async fn create_older(database: &Database, migration: i64, statements: &[String]) {
    macro_rules! create {
        ($options:expr, $migrations:expr) => {{
            let mut connection = $options.connect().await.expect("a connection");
            $migrations.run_direct(Some(migration), &mut connection, false).await.expect("older tables");
            for statement in statements {
                let statement = sqlx::raw_sql(AssertSqlSafe(statement.as_str()));
                statement.execute(&mut connection).await.expect("a valid statement");
            }
            connection.close().await.expect("it closes");
        }};
    }
    match database {
        Database::Memory => panic!("a database in memory has no older version"),
        Database::File(path) => {
            create!(SqliteConnectOptions::new().filename(path).create_if_missing(true), sqlite::MIGRATIONS);
        }
        Database::Postgres(url) => {
            create!(url.as_str().parse::<PgConnectOptions>().expect("a URL"), postgres::MIGRATIONS);
        }
    }
}
