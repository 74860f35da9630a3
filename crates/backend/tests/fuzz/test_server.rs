//! A server with two signed-in users. [`TestServer::send`] checks each response and the log.

use std::sync::Mutex;
use std::time::Duration;

use evergreen_backend::{Config, Like, Server};
use proptest::prelude::*;
use reqwest::header::HeaderValue;

use crate::client::database::{DATABASE_PASSWORD, DatabaseKind};
use crate::client::{APP, Client, Response, read};
use crate::cookies::{NAMES, Token};
use crate::status_counts::StatusCounts;
use crate::{BOARD, PropertyResult, expected, process_output, secrets};

/// How long a response may take. The limit is high, so that the tests do not fail on a busy machine.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);

/// A server, and the clients of two users who are signed in there.
pub struct TestServer {
    pub like: Like,
    pub kind: DatabaseKind,
    server: Server,
    user: Client,
    other_user: Client,
    counts: Mutex<StatusCounts>,
}

impl TestServer {
    /// Starts a server with this dialect and this kind of database, and signs in the users `user` and `admin`.
    pub async fn start(like: Like, kind: DatabaseKind) -> Self {
        let config = Config { like, keep_alive: true, test_routes: false, ..Config::for_tests() };
        let server = Server::start(kind.own(config)).await.expect("the server starts");
        let (user, other_user) = (Client::new(&server), Client::new(&server));
        for (client, name) in [(&user, "user"), (&other_user, "admin")] {
            assert_eq!(client.sign_in(name, "evergreen").await.status, 200);
        }
        Self { like, kind, server, user, other_user, counts: Mutex::default() }
    }

    /// Sends a request and returns the response. Checks that the server does not panic, that the server's dialect
    /// allows this response, and that the log contains the path. Also checks that the log contains no secret, and that
    /// the response contains no secret outside the parts that may contain tokens.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        cookies: &[Vec<u8>],
        body: &[u8],
    ) -> Result<Response, TestCaseError> {
        let mut request = self.user.request(method, path).header("Origin", APP);
        for line in cookies {
            request = request.header("Cookie", HeaderValue::from_bytes(line).expect("a valid header value"));
        }
        if method == "POST" {
            request = request.header("Content-Type", "application/json").body(body.to_vec());
        }
        let response = tokio::time::timeout(RESPONSE_TIMEOUT, read(request)).await;
        let response = response.map_err(|_| TestCaseError::fail(format!("{path}: no response in time")))?;
        let panics = process_output::take_panics();
        prop_assert!(panics.is_empty(), "{}: the server panicked: {:?}", path, panics);
        let response = response.map_err(|error| TestCaseError::fail(format!("{path}: no response: {error}")))?;
        self.counts.lock().expect("no panic").add(path, response.status.as_u16());
        expected::check(self.like, path, body, &response)?;
        let tokens = self.tokens().into_iter().flat_map(|token| [token.value, token.other_value]);
        let mut secrets: Vec<String> = tokens.flat_map(|token| secrets::of_token(&token)).collect();
        secrets.push(DATABASE_PASSWORD.to_owned());
        secrets.extend([secrets::of_request(cookies), secrets::of_response(&response)].concat());
        secrets::check_absent("the response", &expected::without_tokens(self.like, &response), &secrets)?;
        let log = process_output::take_log();
        prop_assert!(log.contains(path), "{}: the request was not logged: {}", path, log);
        secrets::check_absent("the log", &log, &secrets)?;
        Ok(response)
    }

    /// Returns the cookies of the two users' sessions. Each item of the list has the name of a cookie, and the value
    /// that this cookie has for each of the two users.
    pub fn tokens(&self) -> Vec<Token> {
        let token =
            |name| Some(Token { name, value: self.user.cookie(name)?, other_value: self.other_user.cookie(name)? });
        NAMES.into_iter().filter_map(token).collect()
    }

    /// Checks that both users are still signed in.
    pub async fn check_still_signed_in(&self) -> PropertyResult {
        for client in [&self.user, &self.other_user] {
            prop_assert_eq!(client.get(BOARD).await.status.as_u16(), 200, "a user was signed out");
        }
        Ok(())
    }

    /// Checks that both sessions and, if the dialect has a refresh, the first user's refresh token are still valid.
    /// Then stops the server, and returns the counts.
    pub async fn stop(self) -> StatusCounts {
        self.check_still_signed_in().await.expect("both users are signed in");
        if self.like != Like::Node {
            assert_eq!(self.user.refresh().await.status, 200, "the refresh token is still valid");
        }
        self.server.stop().await;
        self.counts.into_inner().expect("no panic")
    }
}

/// Returns the `name=value` pairs of the cookies that a response sets.
pub fn cookie_pairs(response: &Response) -> Vec<String> {
    response.parsed_cookies().iter().map(|cookie| cookie.stripped().to_string()).collect()
}
