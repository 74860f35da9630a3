//! Tests of opening a database: by many servers at the same time, and if it has tables of another program. One more
//! test checks that a failed statement does not break later transactions.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};

use super::tests::{create_older, databases, execute, postgres_database};
use super::{OpenError, Store, on};
use crate::Database;

/// How many new files are opened. Many files are necessary, because SQLite rarely reports that another connection has
/// locked a new file.
const FILES: usize = 30;
/// How many PostgreSQL databases are opened. A few are enough, because the servers need the advisory lock of sqlx each
/// time.
const POSTGRES: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_servers_can_create_the_same_database_at_the_same_time() {
    let directory = tempfile::tempdir().expect("a directory");
    let files = (0..FILES).map(|file| Database::File(directory.path().join(file.to_string())));
    for database in files.chain((0..POSTGRES).filter_map(|_| postgres_database())) {
        open_at_once(&database).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_servers_can_upgrade_the_same_database_at_the_same_time() {
    let directory = tempfile::tempdir().expect("a directory");
    let files = (0..5).map(|file| Database::File(directory.path().join(file.to_string())));
    for database in files.chain((0..POSTGRES).filter_map(|_| postgres_database())) {
        create_older(&database, 1, &[]).await;
        open_at_once(&database).await;
    }
}

/// Opens the database eight times at the same time. Each attempt must succeed.
async fn open_at_once(database: &Database) {
    let open = |database: Database| tokio::spawn(async move { Store::open(&database).await.map(drop) });
    let opened: Vec<_> = (0..8).map(|_| open(database.clone())).collect();
    for opened in opened {
        opened.await.expect("no panic").expect("it opens");
    }
}

/// A PostgreSQL database can contain tables of another program. If one of them has the name of a table of this server,
/// the server must not start, and must not change that table.
#[tokio::test]
async fn a_postgres_table_of_another_program_stays_as_it_was() {
    for table in ["users", "families", "_sqlx_migrations"] {
        let Some(database) = postgres_database() else { return };
        let Database::Postgres(url) = &database else { unreachable!("PostgreSQL") };
        let options: PgConnectOptions = url.as_str().parse().expect("a URL");
        let mut connection = options.connect().await.expect("a connection");
        let create = format!("CREATE TABLE {table} (id BIGINT, name TEXT); INSERT INTO {table} VALUES (1, 'Amy')");
        sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut connection).await.expect("a table");
        let refused = Store::open(&database).await.err().expect("it is refused");
        assert!(matches!(refused, OpenError::Migration(_)), "{table}: {refused:?}");
        let rows = AssertSqlSafe(format!("SELECT to_jsonb(t)::text FROM {table} t"));
        let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&mut connection).await.expect("the rows");
        assert_eq!(rows, [r#"{"id": 1, "name": "Amy"}"#], "{table}");
    }
}

#[tokio::test]
async fn a_failed_statement_breaks_no_later_transaction() {
    let directory = tempfile::tempdir().expect("a directory");
    for database in databases(directory.path()) {
        let store = Store::open(&database).await.expect("a database");
        execute(&store, "INSERT INTO marks (name) VALUES ('first')").await;
        on!(&store.write, db => {
            // There are more attempts than connections. So a connection on which a statement has failed is used again.
            for _ in 0..20 {
                let mut transaction = db.begin_with(store.write.begin()).await.expect("a transaction");
                sqlx::query("UPDATE marks SET name = 'lost'").execute(&mut *transaction).await.expect("a change");
                let second = sqlx::query("INSERT INTO marks (name) VALUES ('second')").execute(&mut *transaction).await;
                second.map(drop).expect_err("there is one mark only");
                drop(transaction);
                let mut transaction = db.begin_with(store.write.begin()).await.expect("another transaction");
                let kept = sqlx::query("UPDATE marks SET name = 'first' WHERE name = 'first'");
                let changed = kept.execute(&mut *transaction).await.expect("a change").rows_affected();
                assert_eq!(changed, 1, "{database:?}: the first transaction was undone");
                transaction.commit().await.expect("a commit");
            }
        });
    }
}
