//! Tests of calls for public content. The server may check the token of such a call, too, and answer an expired token
//! with 401.

use evergreen_backend::{Config, Fault, Times};
use evergreen_session::{Error, Request, Transient};

use super::native::{REFRESH, refreshes, signed_in, signed_out};

const PUBLIC: &str = "GET /api/test/all";

fn read() -> Request {
    Request::get("/test/all").public()
}

#[test]
fn public_calls_that_are_refused_for_an_expired_token_need_one_refresh() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(PUBLIC, Fault::Status(401), Times::Next(3));
        let results = futures_util::future::join_all((0..3).map(|_| client.text(read()))).await;
        assert!(results.iter().all(|result| result.as_deref() == Ok("Public Content.")), "{results:?}");
        assert_eq!((refreshes(&server), server.count("GET", "/api/test/all")), (1, 6));
        assert!(native.stored().signed_in().is_some());
    });
}

#[test]
fn a_public_call_that_is_still_refused_fails_and_signs_nobody_out() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(PUBLIC, Fault::Status(401), Times::Always);
        let result = client.text(read()).await;
        assert!(matches!(result, Err(Error::Rejected { status: 401, .. })), "{result:?}");
        assert_eq!((refreshes(&server), server.count("GET", "/api/test/all")), (1, 2));
        assert!(native.stored().signed_in().is_some());
        // From here on, the server has no refresh. In this case, the 401 of a protected call ends the session (rule 3),
        // but the 401 of a public call must not end it.
        server.fault(REFRESH, Fault::Status(404), Times::Always);
        native.alter_record(|record| record.renews = false);
        assert!(client.text(read()).await.is_err());
        assert!(native.stored().signed_in().is_some());
    });
}

#[test]
fn a_public_call_with_a_failed_refresh_returns_the_error() {
    signed_in(Config::for_tests(), async |client, _, server| {
        server.fault(PUBLIC, Fault::Status(401), Times::Always);
        server.fault(REFRESH, Fault::Status(503), Times::Always);
        assert_eq!(client.text(read()).await, Err(Error::Transient(Transient::Failed(503, None))));
        assert_eq!(server.count("GET", "/api/test/all"), 1);
    });
}

#[test]
fn a_refused_public_call_starts_no_refresh_while_nobody_is_signed_in() {
    signed_out(Config::for_tests(), async |client, _, server| {
        server.fault(PUBLIC, Fault::Status(401), Times::Always);
        let result = client.text(read()).await;
        assert!(matches!(result, Err(Error::Rejected { status: 401, .. })), "{result:?}");
        assert_eq!((refreshes(&server), server.count("GET", "/api/test/all")), (0, 1));
    });
}
