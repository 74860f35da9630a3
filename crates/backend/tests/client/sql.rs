//! SQL statements that a test executes itself, beside a server that uses the same database.

use evergreen_backend::Database;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

/// Opens a new connection to the database of a server, executes a statement, and closes the connection. Panics if the
/// statement fails. Also panics if the database is in memory, because only the server can reach such a database.
pub async fn execute(database: &Database, statement: &str) {
    let statement = sqlx::raw_sql(AssertSqlSafe(statement));
    match database {
        Database::Memory => panic!("only the server reaches its database in memory"),
        Database::File(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = options.connect().await.expect("a connection");
            statement.execute(&mut connection).await.expect("a valid statement");
            connection.close().await.expect("it closes");
        }
        Database::Postgres(url) => {
            let options: PgConnectOptions = url.as_str().parse().expect("a URL");
            let mut connection = options.connect().await.expect("a connection");
            statement.execute(&mut connection).await.expect("a valid statement");
            connection.close().await.expect("it closes");
        }
    }
}
