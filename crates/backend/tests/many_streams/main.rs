//! Starts the server's command as a process of its own, opens 10,000 streams of events, and measures the memory that
//! this process uses for them. Each stream needs an open file, and the usual limit allows fewer open files. So this
//! test runs only on request:
//!
//! ```sh
//! ulimit -n 20000
//! cargo test --release --package evergreen-backend --test many_streams -- --ignored --nocapture
//! ```
//!
//! The environment variable `EVERGREEN_STREAMS` sets another number of streams.

#![cfg(target_os = "linux")]

#[path = "../client/mod.rs"]
mod client;
#[path = "../process/mod.rs"]
mod process;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use client::Client;
use client::database::{DatabaseKind, on_both_databases};
use client::source_address::socket_from;
use evergreen_backend::{Argon2Cost, Config, Operator, Server};
use process::Process;
use tokio::sync::Mutex;

/// The number of streams that the test opens from one source address. The server allows only a few more for one
/// address.
const PER_ADDRESS: usize = 1000;
const PER_SESSION: usize = 3;
const SESSIONS_PER_USER: usize = 50;
/// How long each function of [`Operator`] waits for the database at most.
const PATIENCE: Duration = Duration::from_secs(60);

/// The tests measure times, so they run one after the other.
static ALONE: Mutex<()> = Mutex::const_new(());

on_both_databases!(
    #[ignore = "a measurement that needs many files"]
    the_memory_of_many_open_streams,
);

async fn the_memory_of_many_open_streams(kind: DatabaseKind) {
    let _alone = ALONE.lock().await;
    println!("{kind:?}");
    let count: usize = std::env::var("EVERGREEN_STREAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let directory = tempfile::tempdir().expect("a directory");
    let config = kind.shared(Config::for_tests(), directory.path());
    let users: Vec<_> =
        (0..count.div_ceil(PER_SESSION * SESSIONS_PER_USER)).map(|user| format!("user{user}")).collect();
    let tokens = sign_in(config.clone(), &users).await;

    let (mut server, address) = Process::demo_with(&config, &["--log", "warn"]);
    let client = Client::at(address);
    assert_eq!(client.get("/api/test/all").await.status, 200);
    let (before, began) = (resident_kib(&server), Instant::now());
    let mut streams = Vec::new();
    for n in 0..count {
        streams.push(open(address, n / PER_ADDRESS, &tokens[n / PER_SESSION]).await);
    }
    let after = resident_kib(&server);
    println!(
        "{count} streams opened in {:.1} s: {:.1} KiB of resident memory each ({before} KiB before, {after} KiB after)",
        began.elapsed().as_secs_f64(),
        (after - before) as f64 / count as f64
    );
    let began = Instant::now();
    assert_eq!(client.get("/api/test/all").await.status, 200);
    println!("an ordinary request takes {:?}", began.elapsed());

    let operator = Operator::open(&config.database, Argon2Cost::default(), PATIENCE).await.expect("it opens");
    let began = Instant::now();
    let (last, others) = users.split_last().expect("a user");
    for user in others {
        operator.end_sessions_of(user).await.expect("ended");
    }
    let (changed, began) = (began.elapsed(), Instant::now());
    let kept = streams.split_off(others.len() * SESSIONS_PER_USER * PER_SESSION);
    let read = tokio::task::spawn_blocking(move || streams.into_iter().map(rest).collect::<Vec<_>>());
    let ended = read.await.expect("all end");
    let (told, of) = (ended.iter().filter(|text| text.contains("event: ended")).count(), ended.len());
    let heard = began.elapsed();
    println!(
        "the operator ended all sessions but those of {last} in {changed:?}; {heard:?} later, {told} streams had heard it"
    );
    assert_eq!(told, of);

    let began = Instant::now();
    server.terminate();
    assert!(server.wait(process::PATIENCE).success());
    println!("the server ended {} more streams and stopped within {:?}", kept.len(), began.elapsed());
    assert!(kept.into_iter().map(rest).all(|text| !text.contains("event: ended")));
}

/// Starts a server with these settings in the process of the test. Creates the users, signs in fifty times as
/// each user, and stops the server. Returns the access tokens of all sessions. The password hashes of this server are
/// cheap, so the many sign-ins take little time.
async fn sign_in(config: Config, users: &[String]) -> Vec<String> {
    let server = Server::start(config).await.expect("it starts");
    let mut tokens = Vec::new();
    for name in users {
        let email = format!("{name}@example.org");
        assert_eq!(Client::new(&server).sign_up(name, &email, "secret12").await.status, 200);
        for _ in 0..SESSIONS_PER_USER {
            let client = Client::new(&server);
            assert_eq!(client.sign_in(name, "secret12").await.status, 200);
            tokens.push(client.cookie("evergreen-access").expect("a token"));
        }
    }
    server.stop().await;
    tokens
}

/// Opens a stream from the loopback address with this number, and reads the head of the response.
async fn open(server: SocketAddr, address: usize, token: &str) -> TcpStream {
    let source = Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 1, 1).to_bits() + u32::try_from(address).expect("few"));
    let socket = socket_from(source).expect("a socket; raise the limit of open files");
    // The test keeps thousands of these streams open, and the tokio runtime would watch each of them. So this function
    // converts the tokio stream into a stream of the standard library, which the runtime does not watch.
    let stream = socket.connect(server).await.expect("connected").into_std().expect("a stream");
    let request =
        format!("GET /api/auth/events HTTP/1.1\r\nHost: localhost\r\nCookie: evergreen-access={token}\r\n\r\n");
    let read_head = move |mut stream: TcpStream| {
        stream.set_nonblocking(false).expect("blocking");
        stream.write_all(request.as_bytes()).expect("sent");
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).expect("a head");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
        stream
    };
    tokio::task::spawn_blocking(move || read_head(stream)).await.expect("an open stream")
}

fn rest(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("the rest");
    text
}

/// Returns the resident memory of a process, in KiB.
fn resident_kib(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).expect("the status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
