//! Property tests that send random bodies and random cookies to the servers of all three dialects, on both kinds of
//! database. For each input, a server must
//!
//! - not panic;
//! - not respond with a status of 500 or more, except for the Node/Express server's responses to a missing field;
//! - respond as the contract or the recording of the real server allows;
//! - not reveal a secret in a response or in the log.
//!
//! The responses to valid requests are tested in `contract.rs` and `wire.rs`.
//!
//! | module | what it owns |
//! | --- | --- |
//! | `bodies`, `cookies` | the random inputs |
//! | `property` | checks a property with many inputs, all three dialects and both kinds of database |
//! | `test_server` | a server with signed-in users |
//! | `expected`, `secrets` | which responses are allowed, and which texts must not appear |
//! | `process_output` | the log and the panics of the process |
//! | `status_counts` | how often each path was answered with each status |
//!
//! By default, each run has the same 256 inputs for each property. `cargo xtask fuzz` uses more inputs, and different
//! ones.

mod bodies;
#[path = "../client/mod.rs"]
mod client;
mod cookies;
mod expected;
mod process_output;
mod property;
mod secrets;
mod status_counts;
mod test_server;

use evergreen_backend::Like;
use proptest::prelude::*;
use serde_json::json;

use property::check_property;
use test_server::{TestServer, cookie_pairs};

/// The result of a check with one input and one server.
type PropertyResult = Result<(), TestCaseError>;

const SIGN_UP: &str = "/api/auth/signup";
const SIGN_IN: &str = "/api/auth/signin";
const REFRESH: &str = "/api/auth/refreshtoken";
const SIGN_OUT: &str = "/api/auth/signout";
const POSTS: [&str; 4] = [SIGN_UP, SIGN_IN, REFRESH, SIGN_OUT];
const BOARD: &str = "/api/test/user";

#[test]
fn any_bytes_get_an_allowed_response() {
    let counts = check_property(bodies::bytes(), async |server, body| send_to_all(server, body).await);
    assert!(counts.has(SIGN_IN, 413) && counts.has(SIGN_IN, 401), "small and large bodies were sent: {counts}");
}

#[test]
fn any_json_gets_an_allowed_response() {
    let counts =
        check_property(bodies::json(), async |server, body| send_to_all(server, body.to_string().as_bytes()).await);
    assert!(counts.has(SIGN_UP, 400) && counts.has(SIGN_UP, 200), "valid and invalid bodies were sent: {counts}");
}

/// Sends the body, without cookies, to all `POST` routes.
async fn send_to_all(server: &TestServer, body: &[u8]) -> PropertyResult {
    for path in POSTS {
        server.send("POST", path, &[], body).await?;
    }
    Ok(())
}

#[test]
fn a_user_who_signed_up_with_any_texts_can_sign_in() {
    let counts = check_property(bodies::texts(), async |server, texts| {
        let sign_up = json!({"username": texts.username, "email": texts.email, "password": texts.password});
        let sign_up = server.send("POST", SIGN_UP, &[], sign_up.to_string().as_bytes()).await?;
        let sign_in = json!({"username": texts.username, "password": texts.password}).to_string();
        let signed_in = server.send("POST", SIGN_IN, &[], sign_in.as_bytes()).await?;
        if sign_up.status != 200 {
            return Ok(());
        }
        prop_assert_eq!(signed_in.status.as_u16(), 200, "sign-in after sign-up: {:?}", signed_in);
        let cookies = [cookie_pairs(&signed_in).join("; ").into_bytes()];
        for (method, path) in [("GET", BOARD), ("POST", REFRESH), ("POST", SIGN_OUT)] {
            let status = if server.like == Like::Node && path == REFRESH { 404 } else { 200 };
            let response = server.send(method, path, &cookies, b"{}").await?;
            prop_assert_eq!(response.status.as_u16(), status, "{} {:?}", path, response);
        }
        Ok(())
    });
    assert!(counts.has(SIGN_UP, 200) && counts.has(SIGN_UP, 400), "some sign-ups succeed, some fail: {counts}");
}

#[test]
fn random_cookies_are_not_accepted() {
    let counts = check_property(cookies::lines(), async |server, lines| check_not_accepted(server, lines).await);
    assert!(counts.has(REFRESH, 403) && counts.has(REFRESH, 400), "with and without a refresh cookie: {counts}");
}

#[test]
fn tampered_tokens_are_not_accepted() {
    let counts = check_property(cookies::tampering(), async |server, tampering| {
        let tokens = server.tokens();
        let tampered = tampering.apply(&tokens);
        // Skip the check if the server gets a valid token in spite of the tampering. There are two such cases. The
        // server's parser for cookies removes spaces around the value and everything after a semicolon, and this can
        // restore the original token. Several changes together can also result in the whole token of the other user.
        let parsed = tampered.value.split(';').next().unwrap_or_default().trim();
        let original = &tokens[tampered.index];
        if parsed == original.value || parsed == original.other_value {
            return Ok(());
        }
        let mut line = format!("{}={}", tokens[tampered.index].name, tampered.value);
        // The session of the Node/Express server consists of two cookies. The cookie that was not tampered with is sent
        // unchanged.
        if server.like == Like::Node {
            let partner = tokens.iter().find(|token| token.is_partner_of(&tokens[tampered.index]));
            line.extend(partner.map(|partner| format!("; {}={}", partner.name, partner.value)));
        }
        check_not_accepted(server, &[line.into_bytes()]).await
    });
    assert!(counts.has(REFRESH, 403) && counts.has(BOARD, 401), "both kinds of token were tampered with: {counts}");
}

/// Sends requests with these cookies. Checks that the server does not show the user board, that a refresh gets no new
/// token, and that a sign-out signs nobody out.
async fn check_not_accepted(server: &TestServer, lines: &[Vec<u8>]) -> PropertyResult {
    let board = server.send("GET", BOARD, lines, b"").await?;
    prop_assert!(matches!(board.status.as_u16(), 401 | 403), "the board was shown: {:?}", board);
    let refreshed = server.send("POST", REFRESH, lines, b"{}").await?;
    prop_assert!(matches!(refreshed.status.as_u16(), 400 | 403 | 404), "the refresh succeeded: {:?}", refreshed);
    prop_assert!(refreshed.cookies().is_empty(), "a refused refresh sets no cookie: {:?}", refreshed);
    let signed_out = server.send("POST", SIGN_OUT, lines, b"{}").await?;
    prop_assert_eq!(signed_out.status.as_u16(), 200);
    server.check_still_signed_in().await
}
