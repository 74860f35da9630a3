//! Floods the server with sign-ins and sign-ups. Such requests are expensive, because the server runs Argon2 for their
//! passwords. The tests use at least the default cost of Argon2. During a flood, an honest user must be able to sign
//! in.

#[path = "../client/mod.rs"]
mod client;

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use client::database::{DatabaseKind, on_both_databases};
use client::source_address::connect_from;
use client::{APP, Client};
use evergreen_backend::{Argon2Cost, Config, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

/// How many requests are abandoned in a flood.
const ABANDONED: usize = 3000;
/// How long an honest sign-in may take during a flood, unless [`SLOWDOWN`] allows more.
const PATIENCE: Duration = Duration::from_secs(3);
/// On a slow or busy machine, a sign-in during the flood may take longer than [`PATIENCE`]. The limit is then this many
/// times the duration of a sign-in before the flood. This limit must be much shorter than the time that Argon2 needs
/// for all abandoned requests, because a test checks that a sign-in does not wait for them.
const SLOWDOWN: u32 = 50;

/// The tests measure times, so they run one after the other.
static ALONE: Mutex<()> = Mutex::const_new(());

/// Returns the settings of a server with demo accounts and with the default cost of Argon2.
fn config() -> Config {
    Config { argon2: Argon2Cost::default(), ..Config::for_tests() }
}

on_both_databases!(
    abandoned_requests_do_not_delay_a_sign_in,
    #[cfg(target_os = "linux")]
    patient_clients_of_another_address_do_not_delay_a_sign_in,
    a_request_whose_client_has_left_does_not_run_argon2,
    a_guess_counts_although_its_client_leaves_before_the_response,
);

/// Starts a server with this kind of database, and creates a client without cookies.
async fn start(kind: DatabaseKind, config: Config) -> (Server, Client) {
    let server = Server::start(kind.own(config)).await.expect("the server starts");
    let client = Client::new(&server);
    (server, client)
}

/// Measures a sign-in before the flood. Returns how long a sign-in may take during the flood: [`SLOWDOWN`] times the
/// measured time, but at least [`PATIENCE`].
async fn patience(client: &Client) -> Duration {
    let started = Instant::now();
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    PATIENCE.max(started.elapsed() * SLOWDOWN)
}

/// Returns the text of a request that makes the server run Argon2. Each number gives another username.
fn request(path: &str, number: usize) -> String {
    let body = format!(r#"{{"username":"nobody{number}","email":"n{number}@example.org","password":"wrong-one"}}"#);
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {APP}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Sends a request and closes the connection without waiting for the response.
async fn abandon(server: SocketAddr, path: &str, number: usize) {
    // The server may refuse connections during the flood, so a refused connection is not an error here.
    if let Ok(mut stream) = connect_from(Ipv4Addr::LOCALHOST, server).await {
        let _ = stream.write_all(request(path, number).as_bytes()).await;
    }
}

async fn abandoned_requests_do_not_delay_a_sign_in(kind: DatabaseKind) {
    let _alone = ALONE.lock().await;
    for path in ["/api/auth/signin", "/api/auth/signup"] {
        // The flood and the honest user have the same address. The server has the default limit on the failed sign-ins
        // of one address. This limit must not refuse the honest user.
        let failure_limit = Config::default().failure_limit;
        let (server, client) = start(kind, Config { failure_limit, ..config() }).await;
        let (address, patience) = (server.address(), patience(&client).await);
        let mut slowest = Duration::ZERO;
        for part in 0..3 {
            for number in 0..ABANDONED / 3 {
                abandon(address, path, part * ABANDONED + number).await;
            }
            // The flood continues while the client signs in: another task abandons `ABANDONED / 3` requests.
            let flood = tokio::spawn(async move {
                for number in 0..ABANDONED / 3 {
                    abandon(address, path, (part + 3) * ABANDONED + number).await;
                }
            });
            let started = Instant::now();
            let signed_in = tokio::time::timeout(patience, client.sign_in("user", "evergreen")).await;
            assert_eq!(signed_in.expect("a response in time").status, 200, "{path}");
            slowest = slowest.max(started.elapsed());
            flood.await.expect("no panic");
        }
        println!("{path}: the slowest sign-in took {slowest:?}");
    }
}

/// The clients of this flood wait for their responses, as honest users do. Only their address, 127.0.0.2, differs from
/// the address of the honest user. This test runs only on Linux, because other systems may not let a client use
/// 127.0.0.2 as its address.
#[cfg(target_os = "linux")]
async fn patient_clients_of_another_address_do_not_delay_a_sign_in(kind: DatabaseKind) {
    let _alone = ALONE.lock().await;
    let (server, client) = start(kind, config()).await;
    let (address, patience) = (server.address(), patience(&client).await);
    let mut flood = JoinSet::new();
    for number in 0..200 {
        flood.spawn(async move {
            let mut stream = connect_from(Ipv4Addr::new(127, 0, 0, 2), address).await.expect("a connection");
            stream.write_all(request("/api/auth/signin", number).as_bytes()).await.expect("sent");
            let mut response = String::new();
            stream.read_to_string(&mut response).await.expect("a response");
            response
        });
    }
    // The honest user must sign in while the queue of requests with a password is full. The server answers a sign-in
    // with 503 only if this queue is full. So wait for the first response with status 503.
    let mut responses = Vec::new();
    while !responses.iter().any(|response: &String| response.starts_with("HTTP/1.1 503")) {
        responses.push(flood.join_next().await.expect("a refused request").expect("a response"));
    }
    for _ in 0..3 {
        let signed_in = tokio::time::timeout(patience, client.sign_in("user", "evergreen")).await;
        assert_eq!(signed_in.expect("a response in time").status, 200);
    }
    responses.extend(flood.join_all().await);
    let refused: Vec<_> = responses.iter().filter(|response| response.starts_with("HTTP/1.1 503")).collect();
    for response in &refused {
        let response = response.to_lowercase();
        assert!(response.contains("\r\nretry-after: "), "{response}");
        assert!(response.contains(&format!("\r\naccess-control-allow-origin: {APP}\r\n")), "{response}");
        assert!(response.contains("\r\naccess-control-expose-headers: retry-after\r\n"), "{response}");
    }
    let checked = responses.iter().filter(|response| response.starts_with("HTTP/1.1 401")).count();
    assert_eq!(checked + refused.len(), 200, "{responses:#?}");
    assert!(checked >= 60, "the requests that waited get a response, except those that made room: {checked}");
}

async fn a_request_whose_client_has_left_does_not_run_argon2(kind: DatabaseKind) {
    let _alone = ALONE.lock().await;
    let (server, client) = start(kind, config()).await;
    let before = server.argon2_runs();
    for number in 0..300 {
        abandon(server.address(), "/api/auth/signin", number).await;
    }
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let runs = server.argon2_runs() - before;
    assert!(runs < 150, "{runs} of 300 abandoned requests ran Argon2");
}

/// A client can guess a password, and close the connection while the server checks the password. If such a guess did
/// not count, the client could make any number of guesses. A right guess makes the client known to the account, and
/// fewer limits apply to a known client. So the response to a later attempt could show that one of the guesses was
/// right.
async fn a_guess_counts_although_its_client_leaves_before_the_response(kind: DatabaseKind) {
    let _alone = ALONE.lock().await;
    let argon2 = Argon2Cost { passes: 8, ..Argon2Cost::default() };
    let (server, client) = start(kind, Config { argon2, ..config() }).await;
    for _ in 0..10 {
        let before = server.argon2_runs();
        let mut stream = connect_from(Ipv4Addr::LOCALHOST, server.address()).await.expect("a connection");
        stream.write_all(request("/api/auth/signin", 1).as_bytes()).await.expect("sent");
        while server.argon2_runs() == before {
            tokio::task::yield_now().await;
        }
    }
    // The server has begun to check all ten guesses. It must finish these checks before the test sends its last attempt
    // below. One check of a password takes about the same time for a sign-in as for a guess. So the server has finished
    // all guesses when these four sign-ins have succeeded.
    for _ in 0..4 {
        assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    }
    assert_eq!(client.sign_in("nobody1", "wrong-one").await.status, 429);
}
