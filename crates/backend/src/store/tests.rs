//! What the tests of the store share: databases of both kinds, and databases of older versions of the server.

use std::path::Path;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::{NewUser, Roles, Store, User, on, postgres, sqlite};
use crate::Database;

/// Returns new databases of all kinds: one in memory, and those of [`shared_databases`].
pub(super) fn databases(directory: &Path) -> Vec<Database> {
    let mut databases = shared_databases(directory);
    databases.push(Database::Memory);
    databases
}

/// Returns new databases that several stores can open: an SQLite file in this directory, and a PostgreSQL database if
/// PostgreSQL is installed.
pub(super) fn shared_databases(directory: &Path) -> Vec<Database> {
    std::fs::create_dir_all(directory).expect("a directory");
    let mut databases = vec![Database::File(directory.join("evergreen.db"))];
    databases.extend(postgres_database());
    databases
}

/// Returns a new PostgreSQL database if PostgreSQL is installed.
pub(super) fn postgres_database() -> Option<Database> {
    let (_, url) = evergreen_postgres::shared()?.create_database();
    Some(url.parse().expect("a URL"))
}

/// Adds the user `Amy`, and returns her.
pub(super) async fn add_amy(store: &Store) -> User {
    let roles = Roles::of(&[]);
    let amy = NewUser { username: "Amy", skeleton: None, email: "a@b.c", password_hash: "old", roles: &roles };
    assert!(store.add_user(amy).await.expect("a result").is_none(), "she is new");
    store.user_by_name("amy").await.expect("a result").expect("a user")
}

/// Executes a statement.
pub(super) async fn execute(store: &Store, statement: &str) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    on!(&store.write, db => statement.execute(db).await.map(drop)).expect("a valid statement");
}

/// Creates the tables of an older version of the server: runs only the migrations up to the number `migration`,
/// including this one. Then executes the statements.
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
