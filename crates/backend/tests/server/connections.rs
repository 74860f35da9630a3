//! Tests the limits of connections: how large the head of a request may be, how slowly a client may read, and how many
//! connections it may have.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use evergreen_backend::Config;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::events::Events;
use crate::client::source_address::socket_from;
use crate::client::{Client, read, start};

/// How long a test waits until the server has closed a connection, or until a connection that the client has closed no
/// longer counts. The server closes a connection when a write has waited for 10 s. Before that, the test must fill the
/// buffers of the connection, so it waits longer than 10 s.
const PATIENCE: Duration = Duration::from_secs(40);
const REQUEST: &[u8] = b"GET /api/test/all HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test]
async fn a_large_head_gets_431() {
    let (_server, client) = start(Config::for_tests()).await;
    let with_cookie = async |length: usize| {
        let request = client.request("GET", "/api/test/all").header("Cookie", format!("a={}", "b".repeat(length)));
        read(request).await.expect("a response").status.as_u16()
    };
    assert_eq!(with_cookie(30 * 1024).await, 200);
    assert_eq!(with_cookie(100 * 1024).await, 431);
}

/// Sends requests until the server reads no more of them, because it cannot write its responses. Then the server must
/// close the connection.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_is_disconnected() {
    let (server, client) = start(Config { keep_alive: true, test_routes: false, ..Config::for_tests() }).await;
    let mut stream = connect(Ipv4Addr::LOCALHOST, server.address()).await;
    let flood = async { while stream.write_all(REQUEST).await.is_ok() {} };
    assert!(tokio::time::timeout(PATIENCE, flood).await.is_ok(), "the connection is still open");
    assert_eq!(client.get("/api/test/all").await.status, 200);
}

/// Connects to the server from the address `from`. The receive buffer of the client is small. So if the client does not
/// read, the server can send only a little before its writes have to wait.
async fn connect(from: Ipv4Addr, server: SocketAddr) -> TcpStream {
    let socket = socket_from(from).expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small buffer");
    socket.connect(server).await.expect("a connection")
}

/// The two clients of this test need two loopback addresses. Only Linux gives all addresses of 127.0.0.0/8 to the
/// loopback interface.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_client_cannot_use_up_the_connections() {
    const MAX: usize = 256;
    let (server, client) = start(Config { keep_alive: true, ..Config::for_tests() }).await;
    let one = Ipv4Addr::new(127, 0, 0, 2);
    let mut open = Vec::new();
    for _ in 0..MAX {
        let mut stream = connect(one, server.address()).await;
        assert!(answers(&mut stream).await, "connection {}", open.len());
        open.push(stream);
    }
    for _ in 0..10 {
        assert!(!answers(&mut connect(one, server.address()).await).await, "too many connections");
    }
    assert_eq!(client.get("/api/test/all").await.status, 200, "another client");
    drop(open.pop());
    let reopened = async { while !answers(&mut connect(one, server.address()).await).await {} };
    assert!(tokio::time::timeout(PATIENCE, reopened).await.is_ok(), "a closed connection no longer counts");
}

/// Many clients open connections and send no request, until all places are taken. When another client connects, the
/// server closes an idle connection to make room. If it closed none, the other client would have to wait until the
/// first idle connection reaches its time-out of ten seconds. A stream of events is not closed, although nothing is
/// sent on it.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_of_many_clients_make_room_for_another_client() {
    // This process opens both ends of each connection, so it needs two open files for each connection. The usual limit
    // of open files may be too low for that, so it is raised.
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let raised = rustix::process::Rlimit { current: limit.maximum, ..limit };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, raised).expect("more files can be open");
    let (server, client) = start(Config { keep_alive: true, ..Config::for_tests() }).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut stream = Events::open(&client).await;
    let mut open = Vec::new();
    for number in 0..1024 {
        let from = Ipv4Addr::new(127, 0, 1, u8::try_from(number / 250).expect("a small number") + 1);
        open.push(connect(from, server.address()).await);
    }
    let started = std::time::Instant::now();
    assert_eq!(client.get("/api/test/all").await.status, 200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(client.sign_out().await.status, 200);
    stream.assert_ended().await;
    drop(open);
}

#[tokio::test]
async fn connections_to_the_api_do_not_use_up_those_of_the_operators_tools() {
    let metrics = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let (server, _client) = start(Config { metrics, keep_alive: true, ..Config::for_tests() }).await;
    let mut open = Vec::new();
    for _ in 0..256 {
        open.push(connect(Ipv4Addr::LOCALHOST, server.address()).await);
    }
    let tools = Client::at(server.metrics_address().expect("an address"));
    assert_eq!(tools.get("/healthz").await.status, 200);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_trusted_proxy_may_have_any_number_of_connections() {
    let config = Config { trusted_proxies: vec!["127.0.0.2".to_owned()], keep_alive: true, ..Config::for_tests() };
    let (server, _client) = start(config).await;
    let mut open = Vec::new();
    for _ in 0..300 {
        let mut stream = connect(Ipv4Addr::new(127, 0, 0, 2), server.address()).await;
        assert!(answers(&mut stream).await, "connection {}", open.len());
        open.push(stream);
    }
}

/// Sends a request and returns whether the server responds with the status 200.
#[cfg(target_os = "linux")]
async fn answers(stream: &mut TcpStream) -> bool {
    let mut start = [0; 12];
    stream.write_all(REQUEST).await.is_ok()
        && stream.read_exact(&mut start).await.is_ok()
        && start.starts_with(b"HTTP/1.1 200")
}
