//! Tests of two things: the client reports its steps in the trace, and a user can request a refresh.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use evergreen_session::{Error, Request, Transient};
use futures_util::future::join_all;

use super::native::{REFRESH, refreshes, sign_in, signed_in, signed_out};

#[test]
fn the_trace_of_many_calls_shows_six_refusals_one_refresh_and_every_response() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        let steps_before = native.traced().len();
        let calls = (0..20).map(|number| client.text(Request::get(format!("/test/user?secret={number}"))));
        assert!(join_all(calls).await.iter().all(Result::is_ok));
        let steps = native.traced().split_off(steps_before);
        let count = |what: &str| steps.iter().filter(|line| line.contains(what)).count();
        assert_eq!(count("Begun(Call(Get, \"/test/user\"))"), 20, "{steps:?}");
        assert_eq!(count("Begun(Refresh)"), 1, "{steps:?}");
        assert_eq!(count("Answered(401)"), 6, "{steps:?}");
        // The refresh gets one response with 200. Each of the 20 calls also gets one response with 200. Six of the
        // calls are refused at first, and get this response when they are sent again.
        assert_eq!(count("Answered(200)"), 21, "{steps:?}");
        assert_eq!(count("Over(Done)"), 21, "{steps:?}");
        assert_eq!((client.calls(), client.refreshes()), (20, 1));
        assert_eq!(count("secret"), 0, "{steps:?}");
    });
}

#[test]
fn after_a_refresh_calls_are_sent_in_the_order_in_which_they_were_made() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        // Six calls are sent at first, and each gets a 401. One of these responses is fast and starts the refresh. The
        // other five responses arrive while the refresh is running.
        server.fault("GET /api/test/user", Fault::Delay(Duration::from_millis(50)), Times::Next(5));
        server.fault(REFRESH, Fault::Delay(Duration::from_millis(200)), Times::Next(1));
        let calls = (0..50).map(|_| client.text(Request::get("/test/user")));
        assert!(join_all(calls).await.iter().all(Result::is_ok));
        let steps = native.traced();
        let refresh = steps.iter().position(|line| line.contains("Begun(Refresh)")).expect("a refresh");
        let sent = steps[refresh..].iter().filter_map(|line| line.strip_suffix(", step: Sent }")).skip(1);
        let sent: Vec<u32> = sent.map(|line| line.rsplit(' ').next().unwrap().parse().unwrap()).collect();
        // The calls are numbered in the order in which they were made. `sent` contains the numbers in the order in
        // which the calls are sent after the refresh, so `sent` has to be sorted. The six refused calls have the lowest
        // numbers, so they come before the other 44 calls.
        assert_eq!(sent.len(), 50, "{steps:?}");
        assert!(sent.is_sorted(), "{sent:?}");
    });
}

#[test]
fn the_trace_shows_that_a_call_was_cancelled() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault("GET /api/test/user", Fault::Hang, Times::Always);
        let call = client.text(Request::get("/test/user"));
        assert!(tokio::time::timeout(Duration::from_millis(50), call).await.is_err());
        assert!(native.traced().last().is_some_and(|last| last.contains("Over(Dropped)")), "{:?}", native.traced());
    });
}

#[test]
fn the_trace_contains_no_text_of_the_server_or_the_user() {
    signed_out(Config::for_tests(), async |client, native, server| {
        sign_in(&client, "evergreen").await.unwrap();
        // From now on, the server refuses every refresh. Like some real servers, it quotes the token in its message.
        let body = r#"{"statusCode":403,"message":"Failed for [secret-token]: Refresh token is not in database!"}"#;
        let refusal = Fault::Body { status: 403, content_type: "application/json".to_owned(), body: body.into() };
        server.fault(REFRESH, refusal, Times::Always);
        server.expire_access_tokens();
        assert!(client.text(Request::get("/test/user")).await.is_err());
        let trace = native.traced().join("\n");
        for secret in ["evergreen", "Failed for", "secret-token", "User Content"] {
            assert!(!trace.contains(secret), "{secret:?} in {trace}");
        }
        assert!(trace.contains("Over(SessionGone)"), "{trace}");
    });
}

#[test]
fn two_requested_refreshes_share_one_request() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let before = native.stored();
        let (one, two) = tokio::join!(client.renew(), client.renew());
        assert_eq!((one, two, refreshes(&server)), (Ok(()), Ok(()), 1));
        let (before, now) = (before.signed_in().unwrap().clone(), native.stored().signed_in().unwrap().clone());
        assert_eq!((now.session == before.session, now.renewals), (true, 1));
        assert!(client.renewed_here(&now) && !client.renewed_here(&before));
    });
}

#[test]
fn a_requested_refresh_that_fails_returns_the_error_and_keeps_the_session() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault(REFRESH, Fault::Status(503), Times::Next(1));
        assert_eq!(client.renew().await, Err(Error::Transient(Transient::Failed(503, None))));
        server.fault(REFRESH, Fault::Status(404), Times::Next(1));
        assert_eq!(client.renew().await, Err(Error::NoRefresh));
        assert!(native.stored().signed_in().is_some());
        server.revoke_all().await;
        assert!(matches!(client.renew().await, Err(Error::NotSignedIn(Some(_)))));
        assert_eq!(client.renew().await.map_err(|error| matches!(error, Error::NotSignedIn(_))), Err(true));
    });
}
