//! A test of an outage of the database. The database is killed while a server runs, and is started again later. The
//! server must keep running, and its sessions must continue after the outage.

use evergreen_backend::{Config, Server};
use evergreen_postgres::Cluster;

use crate::client::{Client, Response, read, wait_until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_is_not_ready_while_the_database_is_down_and_continues_afterwards() {
    // This test later kills its PostgreSQL. So it starts a PostgreSQL of its own, and does not use the one that the
    // other tests share.
    let postgres = match Cluster::start() {
        Ok(postgres) => postgres,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "PostgreSQL does not start: {error}");
            eprintln!("not tested, because PostgreSQL does not start: {error}");
            return;
        }
    };
    let (_, url) = postgres.create_database();
    let key = Some(postgres.directory().join("key"));
    let metrics = "127.0.0.1:0".parse().ok();
    let database = url.parse().expect("a URL");
    let server = Server::start(Config { database, key, metrics, ..Config::for_tests() }).await.expect("it starts");
    let (client, operator) = (Client::new(&server), Client::at(server.metrics_address().expect("an address")));
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    assert_eq!(get(&operator, "/readyz").await.status, 200);

    postgres.kill();
    wait_for(&operator, 503).await;
    assert_eq!(get(&operator, "/healthz").await.status, 200);
    assert_eq!(client.refresh().await.status, 500, "not a refusal, which would end the session");

    postgres.restart();
    wait_for(&operator, 200).await;
    assert_eq!(client.refresh().await.status, 200, "the session continues");
    server.stop().await;
}

async fn wait_for(operator: &Client, status: u16) {
    let ready = async || get(operator, "/readyz").await.status == status;
    wait_until(&format!("/readyz responds with {status}"), ready).await;
}

async fn get(client: &Client, path: &str) -> Response {
    read(client.request("GET", path)).await.expect("a response")
}
