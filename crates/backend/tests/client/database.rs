//! The databases of the tests. Almost all tests run on both kinds of database, so a test does not choose a kind itself:
//!
//! - A test in `server/` is part of two test programs, `sqlite` and `postgres`. The name of the program says which kind
//!   of database the test gets from the functions of this module.
//! - A test that needs a process of its own is in another program. There, the macro [`on_both_databases`] makes two
//!   tests of it.

use std::path::Path;

use evergreen_backend::{Config, Database};

/// The password in the URLs of all PostgreSQL databases of the tests. PostgreSQL accepts any password here. A test can
/// check that a text, for example the log, does not contain the password.
pub const DATABASE_PASSWORD: &str = "database-canary-93d0b6";

/// A kind of database that the server can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    Sqlite,
    Postgres,
}

impl DatabaseKind {
    /// Returns the kind of database on which this test program runs the tests in `server/`.
    pub fn of_program() -> Self {
        if env!("CARGO_CRATE_NAME") == "postgres" { Self::Postgres } else { Self::Sqlite }
    }

    /// If `config` has a database in memory, returns `config` with a database that other connections and processes can
    /// open too. If this kind is PostgreSQL, it is a new PostgreSQL database. If this kind is SQLite, or if
    /// [`evergreen_postgres::shared`] returns `None`, it is the SQLite file `evergreen.db` in this directory. Unless
    /// `config` names a key file, the key is in the file `evergreen.key` in this directory. The directory is created if
    /// it does not exist. If `config` has another database, returns `config` unchanged.
    pub fn shared(self, config: Config, directory: &Path) -> Config {
        if config.database != Database::Memory {
            return config;
        }
        std::fs::create_dir_all(directory).expect("a directory");
        match self.new_postgres() {
            Some(database) => Config { database, key: config.key.or(Some(directory.join("evergreen.key"))), ..config },
            // The server itself chooses the file of the key.
            None => Config { database: Database::File(directory.join("evergreen.db")), ..config },
        }
    }

    /// If this kind is PostgreSQL and `config` has a database in memory, returns `config` with a new PostgreSQL database
    /// instead. In all other cases, or if [`evergreen_postgres::shared`] returns `None`, returns `config` unchanged.
    pub fn own(self, config: Config) -> Config {
        if config.database != Database::Memory {
            return config;
        }
        let (Some(database), Some(postgres)) = (self.new_postgres(), evergreen_postgres::shared()) else {
            return config;
        };
        // Each server has its own key file. The file is in the directory of PostgreSQL, so that it is deleted with this
        // directory.
        let key = config.key.unwrap_or_else(|| {
            let directory = tempfile::Builder::new().prefix("key-").tempdir_in(postgres.directory());
            directory.expect("a directory").keep().join("evergreen.key")
        });
        Config { database, key: Some(key), ..config }
    }

    fn new_postgres(self) -> Option<Database> {
        let postgres = if self == Self::Postgres { evergreen_postgres::shared()? } else { return None };
        let (_, url) = postgres.create_database();
        Some(url.replacen('@', &format!(":{DATABASE_PASSWORD}@"), 1).parse().expect("a URL"))
    }
}

/// Calls [`DatabaseKind::own`] for the kind of this test program.
pub fn on_tested_database(config: Config) -> Config {
    DatabaseKind::of_program().own(config)
}

/// Calls [`DatabaseKind::shared`] for the kind of this test program.
pub fn on_shared_database(config: Config, directory: &Path) -> Config {
    DatabaseKind::of_program().shared(config, directory)
}

/// Returns the text that names a database on the command line. It can contain a password.
pub fn text_of(database: &Database) -> &str {
    match database {
        Database::Memory => "memory",
        Database::File(file) => file.to_str().expect("a path of text"),
        Database::Postgres(url) => url.as_str(),
    }
}

/// Makes two tests of each of these functions: one on SQLite, and one on PostgreSQL. A function gets the kind of
/// database, and is asynchronous. The two tests get the attributes that are before its name in the call of this macro.
/// Where PostgreSQL cannot be used, the second test does nothing.
#[allow(unused_macros, reason = "only the programs whose tests need a process of their own use it")]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* $test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test(crate::client::database::DatabaseKind::Sqlite).await;
                }
            )+
        }
        mod postgres {
            $(
                $(#[$attribute])*
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    if evergreen_postgres::shared().is_some() {
                        super::$test(crate::client::database::DatabaseKind::Postgres).await;
                    }
                }
            )+
        }
    };
}
#[allow(unused_imports, reason = "only the programs whose tests need a process of their own use it")]
pub(crate) use on_both_databases;
