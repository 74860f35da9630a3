//! Tests that the server upgrades a database file of its first version, which had no migrations, and loses nothing.

mod client;

use std::path::{Path, PathBuf};

use argon2::password_hash::{PasswordHasher, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client::Client;
use client::refreshes::REFRESH;
use evergreen_backend::{Config, Database, Server};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};

/// The content of the key file. The server derives from it the keys that sign the tokens.
const KEY: [u8; 32] = [7; 32];

/// The statements with which the first version created its tables.
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
async fn a_file_of_the_first_version_is_upgraded_without_loss() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("evergreen.db");
    create_first_version(&file).await;
    let database = || Database::File(PathBuf::from(&file));
    let config = || Config { database: database(), demo: false, offers: Vec::new(), ..Config::for_tests() };
    // Two servers upgrade the file at the same time.
    let (server, other) = tokio::join!(Server::start(config()), Server::start(config()));
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

    let server = Server::start(config()).await.expect("it starts again");
    assert_eq!(Client::new(&server).sign_in("amy", "secret12").await.status, 200);
    server.stop().await;
}

/// Creates a database file with the tables of the server's first version, and creates its key file. The database
/// contains one user, one live session and one revoked session.
async fn create_first_version(file: &Path) {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let mut database = options.journal_mode(SqliteJournalMode::Wal).connect().await.expect("a database");
    for statement in FIRST_SCHEMA {
        execute(&mut database, statement.to_owned()).await;
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("valid"));
    let hash: PasswordHash = argon2.hash_password(b"secret12").expect("a hash");
    let users = "INSERT INTO users (id, username, username_key, email, email_key, password_hash, roles) VALUES";
    let user =
        format!("{users} (7, 'Amy', 'amy', 'Amy@example.org', 'amy@example.org', '{hash}', 'ROLE_USER,ROLE_ADMIN')");
    execute(&mut database, user).await;
    let families = "INSERT INTO families (id, user, n, superseded_at, expires_at, revoked) VALUES";
    let expires_at = i64::MAX / 2;
    execute(&mut database, format!("{families} ('live', 7, 3, 1000, {expires_at}, 0)")).await;
    execute(&mut database, format!("{families} ('revoked', 7, 1, NULL, {expires_at}, 1)")).await;
    let key = file.with_extension("key");
    std::fs::write(&key, KEY).expect("the key file is written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("it becomes private");
    }
}

async fn execute(database: &mut SqliteConnection, statement: String) {
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(database).await.expect("a valid statement");
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
