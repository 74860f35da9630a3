//! Tests that the server upgrades a database of each older version, and loses nothing.

use std::time::UNIX_EPOCH;

use argon2::password_hash::{PasswordHasher, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use evergreen_backend::{Config, Database, Server};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions, Connection};

use crate::client::refreshes::REFRESH;
use crate::client::{Client, on_shared_database, sql};

/// The content of the key file. The server derives from it the keys that sign the tokens.
const KEY: [u8; 32] = [7; 32];

/// The migrations. An older version of the server had only the first ones of them. To create the tables of that
/// version, the test runs only these migrations.
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// The statements with which the first version created its tables. It had no migrations, and only SQLite.
const FIRST_SCHEMA: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        username TEXT NOT NULL,
        username_key TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        password_hash TEXT NOT NULL,
        roles TEXT NOT NULL
    ) STRICT",
    "CREATE TABLE IF NOT EXISTS families (
        id TEXT PRIMARY KEY,
        user INTEGER NOT NULL REFERENCES users(id),
        n INTEGER NOT NULL,
        superseded_at INTEGER,
        expires_at INTEGER NOT NULL,
        revoked INTEGER NOT NULL DEFAULT 0
    ) STRICT",
    "CREATE INDEX IF NOT EXISTS families_user ON families(user)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_of_each_older_version_is_upgraded_without_loss() {
    let directory = tempfile::tempdir().expect("a directory");
    let newest = POSTGRES.iter().map(|migration| migration.version).max().expect("migrations");
    assert_eq!(SQLITE.iter().map(|migration| migration.version).max(), Some(newest));
    for version in 0..=newest {
        let config = Config { demo: false, offers: Vec::new(), ..Config::for_tests() };
        let config = on_shared_database(config, &directory.path().join(version.to_string()));
        let is_file = matches!(config.database, Database::File(_));
        if version == 0 && !is_file {
            continue;
        }
        println!("version {version}");
        write_key(&directory.path().join(version.to_string()).join("evergreen.key"));
        create_tables(&config.database, version).await;
        sql::execute(&config.database, &rows(version, is_file)).await;
        check_upgrade(config).await;
    }
}

/// Upgrades a database with the rows of [`rows`]. Checks that the user and the sessions are as they were.
async fn check_upgrade(config: Config) {
    // Two servers upgrade the database at the same time.
    let (server, other) = tokio::join!(Server::start(config.clone()), Server::start(config.clone()));
    let (server, other) = (server.expect("it starts"), other.expect("it starts"));

    let client = Client::new(&other);
    let amy = json!({"id": 7, "username": "Amy", "email": "Amy@example.org", "roles": ["ROLE_USER", "ROLE_ADMIN"]});
    assert_eq!(client.sign_in("amy", "secret12").await.json(), amy);
    assert_eq!(client.sign_up("bob", "amy@example.org", "secret12").await.status, 400, "the address is still taken");

    let with_token = |family, n| {
        let one = Client::new(&server);
        one.take_cookies(&client);
        one.set_cookie(REFRESH, &refresh_token(family, n));
        one
    };
    assert_eq!(with_token("revoked", 1).refresh().await.status, 403);
    let session = with_token("live", 3);
    assert_eq!(session.refresh().await.status, 200, "the session continues");
    assert_eq!(session.cookie(REFRESH), Some(refresh_token("live", 4)));
    assert_eq!(with_token("live", 2).refresh().await.status, 403, "a token used before the upgrade is still used");
    assert_eq!(session.refresh().await.status, 403);
    server.stop().await;
    other.stop().await;

    let server = Server::start(config).await.expect("it starts again");
    assert_eq!(Client::new(&server).sign_in("amy", "secret12").await.status, 200);
    server.stop().await;
}

fn write_key(file: &std::path::Path) {
    std::fs::write(file, KEY).expect("the key file is written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("it becomes private");
    }
}

/// Creates the tables of the version of the server whose newest migration has this number. The number 0 means the first
/// version, which had no migrations.
async fn create_tables(database: &Database, version: i64) {
    match database {
        Database::Memory => panic!("a database in memory has no older version"),
        Database::File(file) => {
            let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
            let mut connection = options.journal_mode(SqliteJournalMode::Wal).connect().await.expect("a database");
            if version == 0 {
                for statement in FIRST_SCHEMA {
                    sqlx::query(statement).execute(&mut connection).await.expect("a valid statement");
                }
            } else {
                SQLITE.run_direct(Some(version), &mut connection, false).await.expect("older tables");
            }
            // A version with the seventh migration also wrote its application ID into the header of the file.
            if version >= 7 {
                sqlx::query("PRAGMA application_id = 0x45766772").execute(&mut connection).await.expect("the ID");
            }
            connection.close().await.expect("it closes");
        }
        Database::Postgres(url) => {
            let options: PgConnectOptions = url.as_str().parse().expect("a URL");
            let mut connection = options.connect().await.expect("a connection");
            POSTGRES.run_direct(Some(version), &mut connection, false).await.expect("older tables");
            connection.close().await.expect("it closes");
        }
    }
}

/// Returns the statements that add one user, one live session and one revoked session to the tables of this version.
fn rows(version: i64, is_file: bool) -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("valid"));
    let hash: PasswordHash = argon2.hash_password(b"secret12").expect("a hash");
    // In PostgreSQL, the database itself chooses the id of a user, unless the statement says otherwise.
    let with_id = if is_file { "" } else { "OVERRIDING SYSTEM VALUE" };
    let user = format!(
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, roles) {with_id} VALUES
         (7, 'Amy', 'amy', 'Amy@example.org', 'amy@example.org', '{hash}', 'ROLE_USER,ROLE_ADMIN')"
    );
    let now = UNIX_EPOCH.elapsed().expect("a time after 1970").as_millis();
    // The second migration renamed the column with the user, and added the column with the beginning of the session.
    let (columns, began) = match version {
        0 | 1 => ("\"user\"", String::new()),
        _ => ("began_at, user_id", format!("{now}, ")),
    };
    let family = |id: &str, n: i64, superseded_at: &str, revoked: &str| {
        let expires_at = i64::MAX / 2;
        format!(
            "INSERT INTO families (id, {columns}, n, superseded_at, expires_at, revoked) VALUES
             ('{id}', {began}7, {n}, {superseded_at}, {expires_at}, {revoked})"
        )
    };
    [user, family("live", 3, "1000", "FALSE"), family("revoked", 1, "NULL", "TRUE")].join(";\n")
}

/// Returns the refresh token with this number, as the server issues it.
fn refresh_token(family: &str, n: i64) -> String {
    let key = hs256(&KEY, b"refresh token");
    let mac = hs256(&key, format!("{family}|{n}").as_bytes());
    format!("{family}.{n}.{}", URL_SAFE_NO_PAD.encode(mac))
}

fn hs256(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.chain_update(message).finalize().into_bytes().to_vec()
}
