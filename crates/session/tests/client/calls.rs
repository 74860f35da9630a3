//! Tests of calls while a user is signed in. They check how many requests the calls need after the token has expired,
//! what the calls return, and what the record contains afterwards.

use crate::protocol::State;
use evergreen_backend::{Config, Fault, Like, Times};
use evergreen_session::{Error, Request, Transient};

use super::native::{REFRESH, refreshes, sign_outs, signed_in, until};

#[test]
fn a_hundred_calls_with_an_expired_token_need_one_refresh_and_at_most_113_requests() {
    signed_in(Config::for_tests(), async |client, _, server| {
        assert_eq!(client.refreshes(), 0);
        server.expire_access_tokens();
        let call = || client.text(Request::get("/test/user"));
        let results = futures_util::future::join_all((0..100).map(|_| call())).await;
        assert!(results.iter().all(|result| result.as_deref() == Ok("User Content.")), "{results:?}");
        assert_eq!(refreshes(&server), 1);
        assert_eq!(client.refreshes(), 1);
        assert!(server.requests().len() <= 113, "{} requests", server.requests().len());
    });
}

#[test]
fn a_call_with_a_failed_refresh_returns_the_error_and_keeps_the_session() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        server.fault(REFRESH, Fault::Status(503), Times::Always);
        let result = client.text(Request::get("/test/user")).await;
        assert!(matches!(result, Err(Error::Transient(Transient::Failed(503, _)))), "{result:?}");
        assert_eq!(server.count("GET", "/api/test/user"), 1);
        assert!(native.stored().signed_in().is_some());
    });
}

#[test]
fn a_404_of_a_refresh_is_transient_if_a_refresh_has_succeeded_before() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let call = || client.text(Request::get("/test/user"));
        server.expire_access_tokens();
        call().await.unwrap();
        // A refresh has succeeded before, so the server has a refresh. If a refresh now gets a 404, this may come from
        // a misconfigured proxy. So the 404 must not end the session.
        server.fault(REFRESH, Fault::Status(404), Times::Always);
        server.expire_access_tokens();
        assert_eq!(call().await, Err(Error::Transient(Transient::Failed(404, None))));
        assert!(native.stored().signed_in().is_some());
        client.sign_out();
        until("the refresh before the sign-out", || refreshes(&server) == 3).await;
        assert!(native.stored().is_signing_out());
        server.clear_faults();
        client.resume();
        until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
        assert_eq!(sign_outs(&server), 1);
    });
}

#[test]
fn a_text_is_returned_unchanged() {
    signed_in(Config::for_tests(), async |client, _, server| {
        for body in ["<p>A page", &"x".repeat(20_001)] {
            let fault =
                Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: body.as_bytes().to_vec() };
            server.fault("GET /api/test/user", fault, Times::Next(1));
            assert_eq!(client.text(Request::get("/test/user")).await.as_deref(), Ok(body));
        }
    });
}

#[test]
fn a_masked_refusal_means_forbidden_if_the_user_is_not_permitted() {
    signed_in(Config { like: Like::Spring, ..Config::for_tests() }, async |client, _, server| {
        server.fault("GET /api/test/user", Fault::Masked, Times::Always);
        let with = |permitted| client.text(Request::get("/test/user").permitted(permitted));
        assert_eq!(with(false).await, Err(Error::Forbidden { message: None, permitted: false }));
        assert_eq!(with(true).await, Err(Error::Transient(Transient::Unexplained)));
    });
}

#[test]
fn a_session_signed_out_of_in_this_tab_is_not_restored_by_the_write_of_another_tab() {
    signed_in(Config::for_tests(), async |client, native, _| {
        let before = native.stored();
        client.sign_out();
        native.store(before.clone());
        assert_eq!(before.user().map(|user| user.username.as_str()), Some("user"));
        assert!(matches!(client.record().state, State::SigningOut { .. }), "{:?}", client.record());
    });
}
