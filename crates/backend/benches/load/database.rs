//! The databases to measure: SQLite files and, if PostgreSQL is installed, databases of a PostgreSQL cluster. This
//! module starts a cluster of its own for the measurements. At each commit, this cluster waits until the data is on the
//! disk. A PostgreSQL in production waits too, so the measurements must include this time.

use std::path::{Path, PathBuf};

use evergreen_backend::{Config, Database};
use evergreen_postgres::Cluster;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A directory for SQLite files and key files, and a PostgreSQL if it is installed.
pub struct Databases {
    directory: tempfile::TempDir,
    postgres: Option<Cluster>,
}

/// A connection to one database, for filling it.
pub enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Kind {
    /// Returns the name of the kind in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Databases {
    /// Starts PostgreSQL if it is installed; otherwise says that it is not measured.
    pub fn start() -> Self {
        let postgres = Cluster::start_durable().inspect_err(|missing| println!("Not measured: {missing}")).ok();
        Self { directory: tempfile::tempdir().expect("a directory"), postgres }
    }

    /// Returns the kinds that can be measured.
    pub fn kinds(&self) -> Vec<Kind> {
        if self.postgres.is_some() { vec![Kind::Sqlite, Kind::Postgres] } else { vec![Kind::Sqlite] }
    }

    /// Returns the configuration of a server on a free port, with a new database and a key file. All other settings are
    /// the defaults of the command line. The names of the server's files begin with `name`.
    pub fn config(&self, kind: Kind, name: &str) -> Config {
        let database = match (kind, &self.postgres) {
            (Kind::Postgres, Some(postgres)) => postgres.create_database().1.parse().expect("a URL"),
            _ => Database::File(self.directory.path().join(format!("{name}.db"))),
        };
        let address = "127.0.0.1:0".parse().expect("an address");
        Config { address, database, key: Some(self.key_file(kind, name)), ..Config::default() }
    }

    /// Returns the path of a server's key file. [`config`](Self::config) with the same `kind` and `name` returns a
    /// configuration that contains this path.
    pub fn key_file(&self, kind: Kind, name: &str) -> PathBuf {
        let directory: &Path = self.directory.path();
        directory.join(format!("{name}-{}.key", kind.name()))
    }
}

impl Connection {
    /// Connects to a database.
    pub async fn open(database: &Database) -> Self {
        match database {
            Database::Memory => panic!("only one server can use a database in memory"),
            Database::File(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                Self::Sqlite(options.connect().await.expect("a connection"))
            }
            Database::Postgres(url) => {
                let options: PgConnectOptions = url.as_str().parse().expect("a URL");
                Self::Postgres(options.connect().await.expect("a connection"))
            }
        }
    }

    /// Executes a statement: the first one for SQLite, the second one for PostgreSQL.
    pub async fn execute(&mut self, sqlite: String, postgres: String) {
        let result = match self {
            Self::Sqlite(database) => sqlx::query(AssertSqlSafe(sqlite)).execute(database).await.map(drop),
            Self::Postgres(database) => sqlx::query(AssertSqlSafe(postgres)).execute(database).await.map(drop),
        };
        result.expect("a valid statement");
    }

    /// Returns the texts that a statement selects.
    pub async fn texts(&mut self, statement: &'static str) -> Vec<String> {
        let rows: Result<Vec<(String,)>, _> = match self {
            Self::Sqlite(database) => sqlx::query_as(statement).fetch_all(database).await,
            Self::Postgres(database) => sqlx::query_as(statement).fetch_all(database).await,
        };
        rows.expect("a valid statement").into_iter().map(|(text,)| text).collect()
    }
}
