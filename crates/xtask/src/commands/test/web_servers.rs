//! Prepares the web servers that several steps test.

use crate::tools::{Permission, WebServer};

/// Installs the web servers and modules that are missing. Returns a note that says what cannot be tested because
/// something is still missing, and how to get it. The note is empty if nothing is missing.
pub async fn ensure(permission: Permission) -> String {
    let mut absent = Vec::new();
    for server in WebServer::ALL {
        if let Err(error) = server.ensure(permission).await {
            absent.push(format!("not tested with {}: {error:#}", server.name()));
        } else if let Err(error) = server.ensure_brotli(permission).await {
            absent.push(format!("not tested with brotli in {}: {error:#}", server.name()));
        }
    }
    absent.join(" ")
}
