//! Measures the memory of 10,000 open streams of events. It needs 20,000 files and about a minute, so it runs only on
//! request:
//!
//! ```sh
//! ulimit -n 30000
//! cargo test --release --package evergreen-backend --test many_streams -- --ignored --nocapture
//! ```
//!
//! The variable `EVERGREEN_STREAMS` sets another number of streams.

#![cfg(target_os = "linux")]

mod client;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Instant;

use tokio::net::TcpSocket;

use client::{Client, start};
use evergreen_backend::Config;

/// At most this many streams have one source address, because the server limits them.
const PER_ADDRESS: usize = 1000;
const PER_SESSION: usize = 3;
const SESSIONS_PER_USER: usize = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement that needs many files"]
async fn the_memory_of_many_open_streams() {
    let count = std::env::var("EVERGREEN_STREAMS").ok().and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let metrics = "127.0.0.1:0".parse().ok();
    let (server, first) = start(Config { metrics, test_routes: false, keep_alive: true, ..Config::for_tests() }).await;
    let mut cookies = Vec::new();
    for user in 0..count.div_ceil(PER_SESSION * SESSIONS_PER_USER) {
        let (name, email) = (format!("user{user}"), format!("{user}@example.org"));
        assert_eq!(first.sign_up(&name, &email, "secret12").await.status, 200);
        for _ in 0..SESSIONS_PER_USER {
            let client = Client::new(&server);
            assert_eq!(client.sign_in(&name, "secret12").await.status, 200);
            cookies.push(client.cookie("evergreen-access").expect("a token"));
        }
    }
    let (before, began) = (resident_kib(), Instant::now());
    let address = server.address();
    let mut streams = Vec::new();
    for n in 0..count {
        streams.push(open(address, n / PER_ADDRESS, &cookies[n / PER_SESSION]).await);
    }
    let after = resident_kib();
    let operator = Client::at(server.metrics_address().expect("an address"));
    let metrics = operator.get("/metrics").await.body;
    assert!(metrics.contains(&format!("evergreen_event_streams {count}\n")), "{metrics}");
    println!(
        "{count} streams opened in {:.1} s: {:.1} KiB of resident memory each ({before} KiB before, {after} KiB after)",
        began.elapsed().as_secs_f64(),
        (after - before) as f64 / count as f64
    );
    let began = Instant::now();
    assert_eq!(first.get("/api/test/all").await.status, 200);
    println!("an ordinary request takes {:?}", began.elapsed());
    let began = Instant::now();
    server.revoke_all().await;
    let read = tokio::task::spawn_blocking(move || streams.into_iter().map(rest).collect::<Vec<_>>());
    let ended = read.await.expect("all end").iter().filter(|text| text.contains("event: ended")).count();
    println!("all sessions revoked: {ended} streams were told within {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!(ended, count);
    let began = Instant::now();
    server.stop().await;
    println!("the server stopped within {:?}", began.elapsed());
}

/// Opens a stream from the loopback address with this number, and reads the head of the response.
async fn open(server: SocketAddr, address: usize, token: &str) -> TcpStream {
    let source = Ipv4Addr::from_bits(Ipv4Addr::new(127, 0, 1, 1).to_bits() + u32::try_from(address).expect("few"));
    let socket = TcpSocket::new_v4().expect("a socket; raise the limit of open files");
    socket.bind(SocketAddr::from((source, 0))).expect("bound");
    // A stream of the standard library has no buffer, and is not watched by the runtime.
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

/// Returns the resident memory of this process, in KiB. The sockets of the clients belong to it too, but need almost no
/// memory outside of the kernel.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
