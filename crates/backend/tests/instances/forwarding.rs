//! Tests what nginx passes on to the servers, with the configuration that an operator uses.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use evergreen_backend::{Config, Server};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::client::events::Events;
use crate::client::{Client, Response, read};
use crate::nginx::{self, Nginx};

/// A server behind nginx.
struct Behind {
    server: Server,
    nginx: Nginx,
    _directory: tempfile::TempDir,
}

impl Behind {
    /// Returns `None` where nginx is not installed.
    async fn start() -> Option<Self> {
        let Some(program) = nginx::program() else {
            crate::not_run("nginx is missing: install it.");
            return None;
        };
        let trusted_proxies = vec!["127.0.0.1".to_owned()];
        let server = Server::start(Config { trusted_proxies, keep_alive: true, ..Config::for_tests() }).await;
        let server = server.expect("it starts");
        let directory = tempfile::tempdir().expect("a directory");
        let nginx = Nginx::start(&program, directory.path(), &[server.address().port()]).await;
        Some(Self { server, nginx, _directory: directory })
    }
}

/// nginx appends the address of the client to the header `X-Forwarded-For`, and the server uses this address as the
/// address of the client. An address that the client itself has put into the header does not count.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_client_of_nginx_has_its_own_limit() {
    let Some(behind) = Behind::start().await else { return };
    let sign_in = async |last_byte: u8, claimed: &str| {
        let client = reqwest::Client::builder().local_address(std::net::IpAddr::from([127, 0, 0, last_byte])).build();
        let url = format!("http://{}/api/auth/signin", behind.nginx.address);
        let request = client.expect("a client").post(url).header("X-Forwarded-For", claimed);
        let body = serde_json::json!({"username": "user", "password": "wrong-one"});
        read(request.json(&body)).await.expect("a response").status.as_u16()
    };
    for n in 0..10 {
        assert_eq!(sign_in(2, &format!("203.0.113.{n}")).await, 401);
    }
    assert_eq!(sign_in(2, "203.0.113.99").await, 429);
    assert_eq!(sign_in(3, "203.0.113.99").await, 401, "another client");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_cannot_choose_the_identifier_of_its_request() {
    let Some(behind) = Behind::start().await else { return };
    let with_id = async |client: &Client| -> Response {
        read(client.request("GET", "/api/test/all").header("X-Request-ID", "chosen")).await.expect("a response")
    };
    assert_eq!(with_id(&Client::new(&behind.server)).await.header("x-request-id"), "chosen", "without nginx");
    assert_eq!(with_id(&Client::at(behind.nginx.address)).await.header("x-request-id").len(), 32);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_passes_through_at_once() {
    let Some(behind) = Behind::start().await else { return };
    let client = Client::at(behind.nginx.address);
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    let mut events = Events::open(&client).await;
    assert_eq!(client.sign_out().await.status, 200);
    events.assert_ended().await;
}

/// Two servers close each connection after they have received a request. If a request only reads, nginx may
/// send it to the other server. A refresh may have had an effect, so nginx must not send it a second time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_may_have_had_an_effect_is_not_repeated() {
    let Some(program) = nginx::program() else { return crate::not_run("nginx is missing: install it.") };
    for (method, path, expected) in [("POST", "/api/auth/refreshtoken", 1), ("GET", "/api/test/user", 2)] {
        let directory = tempfile::tempdir().expect("a directory");
        let received = Arc::<AtomicUsize>::default();
        let ports = [dying_server(&received).await, dying_server(&received).await];
        let nginx = Nginx::start(&program, directory.path(), &ports).await;
        assert_eq!(Client::at(nginx.address).send(method, path, None).await.status, 502);
        assert_eq!(received.load(Ordering::SeqCst), expected, "{method}");
    }
}

/// Starts a server that reads the beginning of each request, and then closes the connection. Returns its port.
async fn dying_server(received: &Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let port = listener.local_addr().expect("its address").port();
    let received = received.clone();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            if connection.read(&mut [0; 1024]).await.is_ok_and(|length| length > 0) {
                received.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    port
}
