//! What calls cost where their token has expired, and whose session they belong to.
//! It must not know how the core reaches the server.

use evergreen::api::Request;
use evergreen::session::State;
use evergreen_backend::Config;

use super::native::signed_in;

#[test]
fn a_hundred_calls_with_an_expired_token_cost_one_refresh_and_113_requests_at_most() {
    signed_in(Config::for_tests(), async |client, _, server| {
        server.expire_access_tokens();
        let call = || client.text(Request::get("/test/user"));
        let results = futures_util::future::join_all((0..100).map(|_| call())).await;
        assert!(results.iter().all(|result| result.as_deref() == Ok("User Content.")), "{results:?}");
        assert_eq!(server.count("POST", "/api/auth/refreshtoken"), 1);
        assert!(server.seen().len() <= 113, "{} requests", server.seen().len());
    });
}

#[test]
fn a_session_that_was_left_here_is_not_brought_back_by_a_write_that_crossed() {
    signed_in(Config::for_tests(), async |client, native, _| {
        let before = native.stored();
        client.sign_out();
        native.store(before.clone());
        assert_eq!(before.signed_in().map(|signed_in| signed_in.user.username.as_str()), Some("user"));
        assert!(matches!(client.record().state, State::Leaving { .. }), "{:?}", client.record());
    });
}
