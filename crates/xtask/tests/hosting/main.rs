//! Tests the configurations that `cargo xtask build --host` writes for nginx and Caddy. The tests start the real nginx
//! and the real Caddy with these configurations. Each of these programs has two tests: in one test it serves a release
//! at `/`, and in the other test below the path `/portal/`. A further test is for the nginx of the containers.
//!
//! `cargo test` does not run these tests, because they need both programs. `cargo xtask test --only hosts` runs them.

mod absent;
mod api;
mod checks;
mod client;
mod configuration;
mod file;
mod files;
mod findings;
mod location;
mod program;
mod run;

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

/// Tests nginx with two configurations, as in the containers of `hosting/compose.yaml`: the configuration that
/// `cargo xtask build --host` writes, and `hosting/nginx.conf`. Each request for the API goes through both.
#[tokio::test]
async fn nginx_serves_a_release_beside_the_configuration_of_the_containers() {
    checks::in_containers().await;
}

#[tokio::test]
async fn caddy_serves_a_release_at_the_root() {
    checks::all(WebServer::Caddy, Location::Root).await;
}

#[tokio::test]
async fn caddy_serves_a_release_below_a_path() {
    checks::all(WebServer::Caddy, Location::Portal).await;
}
