//! What several tests of refreshes do.

use evergreen_backend::{Config, Server};

use super::{Client, Response, start};

/// The name of the refresh token's cookie.
pub const REFRESH: &str = "evergreen-refresh";

/// Starts a server with this configuration, and signs in as a demo user.
pub async fn signed_in(config: Config) -> (Server, Client) {
    let (server, client) = start(config).await;
    assert_eq!(client.sign_in("user", "evergreen").await.status, 200);
    (server, client)
}

/// Checks that a refresh with this token was refused as the contract says, without the token in the response.
pub fn assert_refused(response: &Response, token: &str) {
    assert_eq!(response.status, 403, "{response:?}");
    assert!(response.cookies().is_empty(), "a refused refresh sets no cookie");
    assert!(token.is_empty() || !response.body.contains(token), "the response contains the token");
    let body = response.json();
    assert_eq!(body["statusCode"], 403);
    assert_eq!(body["description"], "uri=/api/auth/refreshtoken");
    assert!(body["timestamp"].is_string());
    let message = "Refresh token was expired. Please make a new signin request";
    assert_eq!(body["message"], message);
}
