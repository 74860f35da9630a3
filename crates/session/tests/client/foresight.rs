//! A renewal ahead of time, where the server announces how long a token lives (rule 5): it may save a refusal, and must
//! never cost an answer. It must not know how the core reaches the server.

use crate::protocol::Companion;
use evergreen_backend::{Config, Fault, Server, Times};
use evergreen_session::{Client, Error, Request, Transient, timing};

use super::native::{self, Native, REFRESH, refreshes};

fn signed_in(test: impl AsyncFnOnce(Client<Companion, Native>, Native, Server)) {
    native::signed_in(Config { announce_expiry: true, ..Config::for_tests() }, test);
}

async fn board(client: &Client<Companion, Native>) -> Result<String, Error> {
    client.text(Request::get("/test/user")).await
}

/// How often the server was asked for each.
fn refreshes_and_boards(server: &Server) -> [usize; 2] {
    [refreshes(server), server.count("GET", "/api/test/user")]
}

#[test]
fn a_token_that_is_known_to_be_stale_is_renewed_before_it_is_refused() {
    signed_in(async |client, native, server| {
        server.expire_access_tokens();
        let announced = native.stored().signed_in().and_then(|signed_in| signed_in.expires_in);
        native.a_day_passes_by_the_record();
        native.alter(|signed_in| signed_in.expires_in = Some(5));
        assert_eq!(board(&client).await.as_deref(), Ok("User Content."));
        assert_eq!(refreshes_and_boards(&server), [1, 1]);
        // How long a token lives may change.
        assert!(announced > Some(5), "{announced:?}");
        assert_eq!(native.stored().signed_in().and_then(|signed_in| signed_in.expires_in), announced);
    });
}

#[test]
fn a_renewal_ahead_of_time_that_fails_does_not_fail_its_call() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Status(503), Times::Always);
        native.a_day_passes_by_the_record();
        assert_eq!(board(&client).await.as_deref(), Ok("User Content."));
        assert_eq!(refreshes(&server), 1);
    });
}

#[test]
fn a_server_without_refresh_is_asked_for_one_ahead_of_time_once() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Status(404), Times::Always);
        native.a_day_passes_by_the_record();
        for _ in 0..3 {
            assert_eq!(board(&client).await.as_deref(), Ok("User Content."));
        }
        assert_eq!(refreshes_and_boards(&server), [1, 3]);
    });
}

#[test]
fn who_waited_in_vain_for_a_renewal_ahead_of_time_is_told_so_and_waits_no_second_time() {
    signed_in(async |client, native, server| {
        server.fault(REFRESH, Fault::Hang, Times::Always);
        native.hurry(100);
        native.a_day_passes_by_the_record();
        assert_eq!(board(&client).await, Err(Error::Transient(Transient::TimedOut)));
        // Nothing is sent that a renewal under way would cross.
        assert_eq!(server.count("GET", "/api/test/user"), 0);
        assert_eq!(native.waits_of(timing::WAITER), 1);
    });
}
