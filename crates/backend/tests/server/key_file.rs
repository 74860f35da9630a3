//! Tests the file of the key that signs the tokens: who may read it, and how it is replaced.

use std::path::PathBuf;

use evergreen_backend::{Config, Error, Like, Server};

use crate::client::{Client, on_shared_database, start};

/// The settings of servers that use the same database, and that can have different key files in this directory.
struct Settings {
    stored: Config,
    directory: tempfile::TempDir,
}

impl Settings {
    /// Creates the database and the directory.
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        Self { stored: on_shared_database(Config::for_tests(), directory.path()), directory }
    }

    /// Returns the path of the file with this name.
    fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Returns the settings of a server whose key is in the file with this name.
    fn with_key(&self, name: &str) -> Config {
        Config { key: Some(self.file(name)), ..self.stored.clone() }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_file_that_others_may_read_or_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let settings = Settings::new();
    let file = settings.file("evergreen.key");
    start(settings.with_key("evergreen.key")).await.0.stop().await;
    let old = Config { old_key: Some(file.clone()), ..settings.with_key("new.key") };
    for mode in [0o640, 0o604, 0o620, 0o602, 0o644, 0o777] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("changed");
        for config in [settings.with_key("evergreen.key"), old.clone()] {
            let refused = Server::start(config).await.err().expect("the server does not start");
            assert!(matches!(&refused, Error::KeyMode { path, .. } if *path == file), "{mode:o}: {refused:?}");
            let remedy = format!("chmod 600 {}", file.display());
            assert!(refused.to_string().contains(&remedy), "{refused}");
        }
    }
    for mode in [0o600, 0o400] {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).expect("changed");
        for config in [settings.with_key("evergreen.key"), old.clone()] {
            start(config).await.0.stop().await;
        }
    }
}

/// The test gives the key file to another user, and only root can do this. If the tests do not run as root, this test
/// checks nothing.
#[cfg(unix)]
#[tokio::test]
async fn a_key_file_of_another_user_is_refused() {
    let settings = Settings::new();
    let file = settings.file("evergreen.key");
    start(settings.with_key("evergreen.key")).await.0.stop().await;
    if let Err(error) = std::os::unix::fs::chown(&file, Some(12345), None) {
        println!("skipped, because this user cannot change the owner of a file: {error}");
        return;
    }
    let refused = Server::start(settings.with_key("evergreen.key")).await.err();
    let refused = refused.expect("the server does not start");
    assert!(matches!(&refused, Error::KeyOwner { path } if *path == file), "{refused:?}");
    assert!(refused.to_string().contains("chown"), "{refused}");
}

#[tokio::test]
async fn a_missing_old_key_is_an_error_and_creates_nothing() {
    let settings = Settings::new();
    let config = Config { old_key: Some(settings.file("old.key")), ..settings.with_key("new.key") };
    let refused = Server::start(config).await.err();
    assert!(matches!(refused, Some(Error::Key { .. })), "{refused:?}");
    assert!(!settings.file("old.key").exists());
}

/// The test does what an operator does: it starts a server with the old key, then a server with both keys, then a
/// server with the new key only.
#[tokio::test]
async fn a_new_key_replaces_the_old_one_without_ending_sessions() {
    for like in [Like::Own, Like::Spring, Like::Node] {
        let settings = Settings::new();
        let only = |key| Config { like, ..settings.with_key(key) };
        let (server, client) = start(only("old.key")).await;
        assert_eq!(client.sign_in("moderator", "evergreen").await.status, 200);
        server.stop().await;

        let both = Config { old_key: Some(settings.file("old.key")), ..only("new.key") };
        let (server, moved) = start(both).await;
        moved.take_cookies(&client);
        assert_eq!(moved.get("/api/test/mod").await.status, 200, "{like:?}: the old access token is accepted");
        match like {
            // This server has no refresh, so a user signs in again to get tokens of the new key.
            Like::Node => assert_eq!(moved.sign_in("moderator", "evergreen").await.status, 200),
            _ => assert_eq!(moved.refresh().await.status, 200, "{like:?}: the old refresh token is accepted"),
        }
        server.stop().await;

        let (server, _) = start(only("new.key")).await;
        let [with_new, with_old] = [&moved, &client].map(|of| {
            let client = Client::new(&server);
            client.take_cookies(of);
            client
        });
        assert_eq!(with_new.get("/api/test/mod").await.status, 200, "{like:?}: the new token has the new key");
        assert!([401, 403].contains(&with_old.get("/api/test/mod").await.status.as_u16()), "{like:?}");
        if like == Like::Own {
            assert_eq!(with_new.refresh().await.status, 200);
            assert_eq!(with_old.refresh().await.status, 403);
        }
        server.stop().await;
    }
}

#[tokio::test]
async fn a_file_that_is_no_key_is_refused() {
    let settings = Settings::new();
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n";
    for content in ["", "too short", pem] {
        let file = settings.file("evergreen.key");
        std::fs::write(&file, content).expect("written");
        #[cfg(unix)]
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("changed");
        let refused = Server::start(settings.with_key("evergreen.key")).await.err();
        assert!(matches!(&refused, Some(Error::KeyLength { path }) if *path == file), "{content:?}: {refused:?}");
    }
}

/// The server must refuse a named pipe before it opens the pipe, because `open` would wait until somebody writes into
/// it.
#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_is_no_key() {
    let settings = Settings::new();
    let made = std::process::Command::new("mkfifo").arg(settings.file("pipe.key")).status();
    assert!(made.expect("mkfifo starts").success());
    let refused = Server::start(settings.with_key("pipe.key")).await.err();
    assert!(matches!(refused, Some(Error::KeyLength { .. })), "{refused:?}");
}
