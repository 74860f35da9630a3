//! Tests of how long a call waits for other calls, or for a refresh, before it is sent (rule 6 of
//! `src/client/rules.md`).

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use evergreen_session::{Error, Request, Transient, timing};
use futures_util::future::{Either, select};

use super::native::{REFRESH, refreshes, signed_in, until};

const SLOW: &str = "GET /api/test/mod";

/// Returns six requests to [`SLOW`], with a limit of 30 s each. When six requests are in flight under a token that the
/// server has not accepted yet, other calls have to wait.
fn six_slow() -> impl Iterator<Item = Request> {
    (0..6).map(|_| Request::get("/test/mod").limit(30_000))
}

#[test]
fn six_slow_responses_delay_another_call_by_at_most_one_second() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(SLOW, Fault::Hang, Times::Always);
        let slow = futures_util::future::join_all(six_slow().map(|request| client.text(request)));
        let other = client.text(Request::get("/test/user"));
        match select(std::pin::pin!(other), slow).await {
            Either::Left((result, _)) => assert_eq!(result.as_deref(), Ok("User Content.")),
            Either::Right((results, _)) => panic!("the slow ones were first: {results:?}"),
        }
        assert_eq!(native.waits_of(timing::TRIAL), 1);
        assert_eq!(refreshes(&server), 0);
    });
}

#[test]
fn the_headers_of_a_response_show_that_a_token_is_accepted() {
    signed_in(Config::for_tests(), async |client, _, server| {
        server.fault(SLOW, Fault::Drip(Duration::from_millis(100)), Times::Always);
        let slow = futures_util::future::join_all(six_slow().map(|request| client.text(request)));
        let others = (0..20).map(|_| client.text(Request::get("/test/user")));
        let others = futures_util::future::join_all(others);
        match select(std::pin::pin!(others), slow).await {
            Either::Left((results, _)) => assert!(results.iter().all(Result::is_ok), "{results:?}"),
            Either::Right((results, _)) => panic!("the slow ones were first: {results:?}"),
        }
    });
}

#[test]
fn a_call_waits_for_a_refresh_at_most_as_long_as_its_own_limit() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        server.fault(REFRESH, Fault::Hang, Times::Always);
        // The first call gets a 401, and then waits for the refresh. The second call is made during the refresh, so it
        // is not sent.
        let refused = client.text(Request::get("/test/user").limit(200));
        let made_later = async {
            until("the refresh", || refreshes(&server) == 1).await;
            client.text(Request::get("/test/user").limit(100)).await
        };
        let results = futures_util::future::join(refused, made_later).await;
        let late = || Err(Error::Transient(Transient::TimedOut));
        assert_eq!(results, (late(), late()));
        assert_eq!(server.count("GET", "/api/test/user"), 1);
        assert_eq!(native.waits_of(timing::WAITER), 0);
        assert!(native.stored().signed_in().is_some());
    });
}
