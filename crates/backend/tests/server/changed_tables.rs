//! Tests a server while the tables of its database change. In production, another instance can cause this: it has a
//! newer version of the server, uses the same database, and upgrades the tables when it starts.

use evergreen_backend::{Config, Database, Server};

use crate::client::{Client, Response, on_shared_database, read, sql};

/// A server, its database, and two clients. A test can open its own connection to the database and change the tables.
/// `client` sends the requests of a user. `operator` uses the address of the server that is for the operator's tools.
struct Fixture {
    server: Server,
    client: Client,
    operator: Client,
    database: Database,
    _directory: tempfile::TempDir,
}

impl Fixture {
    async fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let metrics = "127.0.0.1:0".parse().ok();
        let config = on_shared_database(Config { metrics, ..Config::for_tests() }, directory.path());
        let database = config.database.clone();
        let server = Server::start(config).await.expect("it starts");
        let operator = Client::at(server.metrics_address().expect("an address"));
        let client = Client::new(&server);
        let fixture = Self { server, client, operator, database, _directory: directory };
        // The server has one pool of connections for reading and one for writing. Each pool has fewer than 12
        // connections, and uses its open connections in turn. So after 12 rounds, each open connection has prepared
        // statements for the tables that a test then changes.
        for _ in 0..12 {
            fixture.use_all().await;
        }
        fixture
    }

    /// Signs in, calls a protected route, lists the own sessions and refreshes. All must succeed.
    async fn use_all(&self) {
        assert_eq!(self.client.sign_in("user", "evergreen").await.status, 200);
        assert_eq!(self.client.get("/api/test/user").await.status, 200);
        assert_eq!(self.client.get("/api/auth/sessions").await.status, 200);
        assert_eq!(self.client.refresh().await.status, 200);
    }

    async fn ready(&self) -> Response {
        read(self.operator.request("GET", "/readyz")).await.expect("a response")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_column_does_not_disturb_a_running_server() {
    let fixture = Fixture::start().await;
    for table in ["users", "families"] {
        sql::execute(&fixture.database, &format!("ALTER TABLE {table} ADD COLUMN newer TEXT")).await;
    }
    for _ in 0..12 {
        fixture.use_all().await;
    }
    assert_eq!(fixture.ready().await.status, 200);
    fixture.server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_requests_fail_is_not_ready() {
    let fixture = Fixture::start().await;
    for (table, column) in [("users", "roles"), ("families", "superseded_at")] {
        assert_eq!(fixture.ready().await.status, 200);
        sql::execute(&fixture.database, &format!("ALTER TABLE {table} RENAME COLUMN {column} TO moved")).await;
        assert_eq!(fixture.ready().await.status, 503, "{table}");
        assert_eq!(fixture.client.refresh().await.status, 500, "{table}");
        sql::execute(&fixture.database, &format!("ALTER TABLE {table} RENAME COLUMN moved TO {column}")).await;
        fixture.use_all().await;
    }
    fixture.server.stop().await;
}
