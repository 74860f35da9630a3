//! Tests of early refreshes (rule 5 of `src/client/rules.md`). If the server announces the lifetime of its tokens, a
//! call whose token is about to expire refreshes the session first. The early refresh avoids a 401. If the server
//! answers the early refresh with an error such as 503, the client sends the call nevertheless.

use crate::protocol::Companion;
use evergreen_backend::{Config, Fault, Server, Times};
use evergreen_session::{Client, Error, Request, Transient, timing};

use super::native::{self, Native, REFRESH, refreshes};

fn signed_in(test: impl AsyncFnOnce(Client<Companion, Native>, Native, Server)) {
    native::signed_in(Config { announce_expiry: true, ..Config::for_tests() }, test);
}

async fn call(client: &Client<Companion, Native>) -> Result<String, Error> {
    client.text(Request::get("/test/user")).await
}

/// Returns how many refreshes and how many calls the server has received.
fn refreshes_and_calls(server: &Server) -> [usize; 2] {
    [refreshes(server), server.count("GET", "/api/test/user")]
}

#[test]
fn a_token_that_is_known_to_have_expired_is_refreshed_before_the_call() {
    signed_in(async |client, native, server| {
        server.expire_access_tokens();
        let announced = native.stored().signed_in().and_then(|signed_in| signed_in.expires_in);
        native.age_record_by_a_day();
        native.alter(|signed_in| signed_in.expires_in = Some(5));
        assert_eq!(call(&client).await.as_deref(), Ok("User Content."));
        assert_eq!(refreshes_and_calls(&server), [1, 1]);
        // The record now contains the lifetime of the new token.
        assert!(announced > Some(5), "{announced:?}");
        assert_eq!(native.stored().signed_in().and_then(|signed_in| signed_in.expires_in), announced);
    });
}

#[test]
fn an_early_refresh_that_fails_does_not_fail_its_call() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Status(503), Times::Always);
        native.age_record_by_a_day();
        assert_eq!(call(&client).await.as_deref(), Ok("User Content."));
        assert_eq!(refreshes(&server), 1);
    });
}

#[test]
fn an_early_refresh_at_a_server_without_refresh_is_tried_once() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Status(404), Times::Always);
        native.age_record_by_a_day();
        for _ in 0..3 {
            assert_eq!(call(&client).await.as_deref(), Ok("User Content."));
        }
        assert_eq!(refreshes_and_calls(&server), [1, 3]);
    });
}

#[test]
fn a_call_waits_once_for_an_early_refresh_that_hangs_and_then_fails() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Hang, Times::Always);
        native.speed_up(100);
        native.age_record_by_a_day();
        assert_eq!(call(&client).await, Err(Error::Transient(Transient::TimedOut)));
        // The call is not sent while the refresh is in flight.
        assert_eq!(server.count("GET", "/api/test/user"), 0);
        assert_eq!(native.waits_of(timing::WAITER), 1);
    });
}
