//! The database in which the server stores its data. An operator chooses the database by a text, for example on the
//! command line. This module parses the text.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where the users and their sessions (token families) are stored. A text is parsed as follows: `memory`, the URL of a
/// PostgreSQL database, `sqlite:FILE`, or just the path of an SQLite file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Database {
    /// In memory. The data is lost when the server stops.
    Memory,
    /// In an SQLite file, which is created if it does not exist.
    File(PathBuf),
    /// In a PostgreSQL database. The database must exist; the server creates its tables. Several servers can share one
    /// database, if they also share the key that signs the tokens ([`Config::key`](crate::Config::key)).
    Postgres(PostgresUrl),
}

/// The URL of a PostgreSQL database, like `postgres://user:password@host/database`. Its `Debug` text leaves out
/// everything but the scheme, because the URL can contain a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

/// The reason why a text does not name a database. The text itself is left out, because it can contain a password.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The URL begins with `postgres://`, but is not a valid URL of PostgreSQL.
    #[error("this is not a valid URL of a PostgreSQL database, like postgres://user:password@host/database")]
    Postgres,
    /// The text begins with the scheme of a URL that this server does not know.
    #[error("this is not a database: use postgres://user:password@host/database, sqlite:FILE, FILE or memory")]
    UnknownScheme,
    /// The name of the SQLite file begins with `file:`. SQLite would read this name as a URI. A URI can name another
    /// file and other permissions, so this name is refused.
    #[error("name an SQLite file by its path, without `file:`")]
    FileUri,
    /// There is no file name.
    #[error("the name of the SQLite file is missing")]
    NoFile,
}

impl PostgresUrl {
    /// Returns the URL. It can contain a password, so it must not be logged.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgres://…")
    }
}

impl FromStr for Database {
    type Err = DatabaseError;

    fn from_str(text: &str) -> Result<Self, DatabaseError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let is_valid = sqlx::postgres::PgConnectOptions::from_str(text).is_ok();
            return if is_valid {
                Ok(Self::Postgres(PostgresUrl(text.to_owned())))
            } else {
                Err(DatabaseError::Postgres)
            };
        }
        // A misspelt URL can contain a password, so it must not become the name of a file.
        if text.to_ascii_lowercase().starts_with("postgres") && text.contains(['@', ':']) {
            return Err(DatabaseError::Postgres);
        }
        let file = match text.strip_prefix("sqlite:") {
            // `sqlite://FILE` means the same as `sqlite:FILE`. Operators know the form with `//` from other programs.
            Some(file) => file.strip_prefix("//").unwrap_or(file),
            None if text == "memory" => return Ok(Self::Memory),
            None if text.contains("://") => return Err(DatabaseError::UnknownScheme),
            None => text,
        };
        if file.starts_with("file:") {
            return Err(DatabaseError::FileUri);
        }
        if file.is_empty() { Err(DatabaseError::NoFile) } else { Ok(Self::File(PathBuf::from(file))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_a_database() {
        let parse = |text: &str| text.parse::<Database>();
        assert!(matches!(parse("memory"), Ok(Database::Memory)));
        for (text, file) in [("a.db", "a.db"), ("sqlite:memory", "memory"), ("sqlite:///var/a.db", "/var/a.db")] {
            assert!(matches!(parse(text), Ok(Database::File(path)) if path.as_os_str() == file), "{text}");
        }
        for url in ["postgres://localhost/evergreen", "postgresql://amy:secret@db:5433/evergreen?sslmode=require"] {
            assert!(matches!(parse(url), Ok(Database::Postgres(_))), "{url}");
        }
        assert!(matches!(parse("postgres://localhost:port/x"), Err(DatabaseError::Postgres)));
        for misspelt in ["postgres:/amy:secret@db/x", "Postgres://amy:secret@db/x", "postgres//amy:secret@db/x"] {
            assert!(matches!(parse(misspelt), Err(DatabaseError::Postgres)), "{misspelt}");
        }
        assert!(matches!(parse("mysql://localhost/x"), Err(DatabaseError::UnknownScheme)));
        assert!(matches!(parse("sqlite:"), Err(DatabaseError::NoFile)));
        for uri in ["file:a.db?mode=rwc", "sqlite:file:a.db"] {
            assert!(matches!(parse(uri), Err(DatabaseError::FileUri)), "{uri}");
        }
    }

    #[test]
    fn the_password_is_never_shown() {
        let database: Database = "postgres://amy:secret@db/evergreen".parse().expect("a database");
        assert!(!format!("{database:?}").contains("secret"));
        let error = "postgres://amy:secret@db:port/evergreen".parse::<Database>().expect_err("not a port");
        assert!(!format!("{error:?} {error}").contains("secret"));
    }
}
