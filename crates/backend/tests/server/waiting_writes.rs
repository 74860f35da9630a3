//! Tests what happens while refreshes wait because they cannot write to the database. Access checks only read, so they
//! must not wait. If a client leaves while its refresh waits in the queue, the refresh must leave the queue.

use std::time::Duration;

use evergreen_backend::{Config, Server};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::client::write_lock::WriteLock;
use crate::client::{APP, Client, on_shared_database, wait_until};

/// How many refreshes a test sends. This number is larger than the number of connections that the server opens to the
/// database. So if refreshes and access checks shared the connections, the refreshes would occupy all of them.
const REFRESHES: usize = 30;
/// How long one access check may take. A refresh that cannot get the lock waits longer than this before it fails. So
/// the test notices if an access check waits for a refresh.
const TIME: Duration = Duration::from_secs(3);

/// A server whose database can be read but not changed, and clients that have signed in before.
struct Locked {
    server: Server,
    sessions: Vec<Client>,
    lock: WriteLock,
    _directory: tempfile::TempDir,
}

impl Locked {
    /// Starts a server with this configuration, signs in [`REFRESHES`] times, and then locks the database.
    async fn start(config: Config) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let config = on_shared_database(config, directory.path());
        let database = config.database.clone();
        let server = Server::start(config).await.expect("it starts");
        let mut sessions = Vec::new();
        for _ in 0..REFRESHES {
            let client = Client::new(&server);
            assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
            sessions.push(client);
        }
        let lock = WriteLock::acquire(&database).await;
        server.clear_requests();
        Self { server, sessions, lock, _directory: directory }
    }
}

#[tokio::test]
async fn access_checks_do_not_wait_for_refreshes() {
    let Locked { server, sessions, lock, _directory } =
        Locked::start(Config { keep_alive: true, ..Config::for_tests() }).await;
    let client = Client::new(&server);
    client.take_cookies(&sessions[0]);
    let send = |session: Client| async move { session.refresh().await.status };
    let refreshes: Vec<_> = sessions.into_iter().map(|session| tokio::spawn(send(session))).collect();
    wait_until("all refreshes have arrived", async || server.requests().len() == REFRESHES).await;
    for _ in 0..20 {
        let board = tokio::time::timeout(TIME, client.get("/api/test/user")).await.expect("the board does not wait");
        assert_eq!(board.status, 200);
    }
    assert!(refreshes.iter().all(|refresh| !refresh.is_finished()), "the refreshes wait");
    lock.release().await;
    for refresh in refreshes {
        assert_eq!(refresh.await.expect("no panic"), 200, "a refresh that waited succeeds");
    }
    server.stop().await;
}

/// Only a few refreshes use the database at the same time. The others wait in a queue. If the client of a waiting
/// refresh closes its connection, the refresh leaves the queue. Otherwise, an attacker could send many refreshes and
/// close the connections at once, and the refreshes of other clients would wait behind them.
#[tokio::test]
async fn refreshes_whose_clients_have_left_give_up_their_place() {
    /// At most this many refreshes use the database at the same time.
    const WRITERS: usize = 8;
    let Locked { server, sessions, lock, _directory } = Locked::start(Config::for_tests()).await;
    let mut streams = Vec::new();
    for session in &sessions {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        let token = session.cookie("evergreen-refresh").expect("a token");
        let request = format!(
            "POST /api/auth/refreshtoken HTTP/1.1\r\nHost: localhost\r\nOrigin: {APP}\r\nContent-Length: 2\r\n\
             Content-Type: application/json\r\nCookie: evergreen-refresh={token}\r\n\r\n{{}}"
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        streams.push(stream);
    }
    wait_until("all refreshes have arrived", async || server.requests().len() == REFRESHES).await;
    drop(streams);
    let left = || server.requests().iter().filter(|request| request.status == 499).count();
    wait_until("those that wait are given up", async || left() >= REFRESHES - WRITERS).await;
    lock.release().await;

    // `left` counts the refreshes with the status 499. The client of each such refresh left while the refresh was in
    // the queue, so the refresh did not use its token. This token is still the current one, and the server accepts it
    // even after the grace period.
    let left = left();
    server.advance(Duration::from_secs(60));
    let mut refreshed = 0;
    for session in &sessions {
        refreshed += usize::from(session.refresh().await.status == 200);
    }
    assert!(refreshed >= left, "{refreshed} of {left}");
    server.stop().await;
}
