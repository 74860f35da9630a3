//! Tests the README's configurations for nginx and Caddy in the real programs, at `/` and below a path.
//!
//! These tests run only by name (`cargo xtask test --only hosts`), because they need both programs.

mod checks;
mod client;
mod configuration;
mod findings;
mod location;
mod program;
mod readme;
mod release;

use location::Location;
use xtask::tools::WebServer;

#[tokio::test]
async fn nginx_serves_a_release_at_the_root() {
    checks::all(WebServer::Nginx, Location::Root).await;
}

#[tokio::test]
async fn nginx_serves_a_release_below_a_path() {
    checks::all(WebServer::Nginx, Location::Portal).await;
}

#[tokio::test]
async fn caddy_serves_a_release_at_the_root() {
    checks::all(WebServer::Caddy, Location::Root).await;
}

#[tokio::test]
async fn caddy_serves_a_release_below_a_path() {
    checks::all(WebServer::Caddy, Location::Portal).await;
}
