//! Runs the book's server in axum, and checks it as `check-server --add-users --reuse-token` does.

use super::quotes::quoted_summaries;
use std::time::Duration;
use tokio::net::TcpListener;
use xtask::check_server::{self, Identity, report::Mark, target::Target};

#[path = "../../../../docs/examples/axum.rs"]
#[allow(dead_code, reason = "the test starts the router itself, without `main`")]
mod server;

const APP: &str = "http://localhost:8081";

#[tokio::test]
async fn the_server_in_axum_keeps_the_contract() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async { axum::serve(listener, server::router(APP.to_owned())).await });
    let api = format!("http://localhost:{port}/api").parse().expect("an API base");
    let target = Target::new(&api, &APP.parse().expect("an origin")).expect("a target");
    let identity = Identity::Added { reuse_token: true };
    let report = check_server::run(target, Duration::from_secs(60), &identity, &mut |_| ()).await.expect("reachable");
    let wrong: Vec<_> = report.findings().filter(|it| matches!(it.mark, Mark::Fails | Mark::Differs)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The chapters name these two numbers.
    assert_eq!((report.count(Mark::Passes), report.count(Mark::Skipped)), (59, 2), "{report:#?}");
    let quotes = quoted_summaries();
    assert_eq!(quotes.len(), 2, "{quotes:?}");
    for (path, quote) in quotes {
        assert_eq!(quote, report.summary(), "{}", path.display());
    }
}
