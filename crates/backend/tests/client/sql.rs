//! SQL statements that a test executes itself, beside a server that uses the same database.

use evergreen_backend::Database;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Runs `$code` with a new connection to the database of a server, and closes the connection. The code is compiled
/// twice, once for SQLite and once for PostgreSQL. Panics if the database is in memory, because only the server can
/// reach such a database.
macro_rules! with_connection {
    ($database:expr, $connection:ident => $code:expr) => {
        match $database {
            Database::Memory => panic!("only the server reaches its database in memory"),
            Database::File(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                let mut $connection = options.connect().await.expect("a connection");
                let result = $code;
                $connection.close().await.expect("it closes");
                result
            }
            Database::Postgres(url) => {
                let options: PgConnectOptions = url.as_str().parse().expect("a URL");
                let mut $connection = options.connect().await.expect("a connection");
                let result = $code;
                $connection.close().await.expect("it closes");
                result
            }
        }
    };
}

/// Executes one or more statements. Panics if one of them fails.
pub async fn execute(database: &Database, statements: &str) {
    let statements = sqlx::raw_sql(AssertSqlSafe(statements));
    with_connection!(database, connection => {
        statements.execute(&mut connection).await.map(drop).expect("valid statements")
    });
}

/// Reads one text. Panics if the statement fails or returns no row.
pub async fn text(database: &Database, statement: &str) -> String {
    let statement = AssertSqlSafe(statement);
    with_connection!(database, connection => {
        sqlx::query_scalar(statement).fetch_one(&mut connection).await.expect("a text")
    })
}
