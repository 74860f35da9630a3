//! The README's configurations for nginx and Caddy, in the real programs, at `/` and below a path.
//!
//! Only by name (`cargo xtask test --only hosts`), because it needs both programs.

mod checks;
mod client;
mod configuration;
mod findings;
mod place;
mod program;
mod readme;
mod release;

use place::Place;
use xtask::tools::WebServer;

#[tokio::test]
async fn nginx_serves_a_release_at_the_root() {
    checks::all(WebServer::Nginx, Place::Root).await;
}

#[tokio::test]
async fn nginx_serves_a_release_below_a_path() {
    checks::all(WebServer::Nginx, Place::Portal).await;
}

#[tokio::test]
async fn caddy_serves_a_release_at_the_root() {
    checks::all(WebServer::Caddy, Place::Root).await;
}

#[tokio::test]
async fn caddy_serves_a_release_below_a_path() {
    checks::all(WebServer::Caddy, Place::Portal).await;
}
