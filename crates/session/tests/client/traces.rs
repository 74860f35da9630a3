//! What the core tells of its work, and a renewal on request.
//! It must not know how what is told is shown.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};
use evergreen_session::{Error, Request, Transient};
use futures_util::future::join_all;

use super::native::{REFRESH, refreshes, sign_in, signed_in, signed_out};

#[test]
fn a_burst_tells_of_six_refusals_one_refresh_and_every_answer() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        let told_before = native.told().len();
        let calls = (0..20).map(|number| client.text(Request::get(format!("/test/user?secret={number}"))));
        assert!(join_all(calls).await.iter().all(Result::is_ok));
        let told = native.told().split_off(told_before);
        let count = |what: &str| told.iter().filter(|line| line.contains(what)).count();
        assert_eq!(count("Begun(Call(Get, \"/test/user\"))"), 20, "{told:?}");
        assert_eq!(count("Begun(Refresh)"), 1, "{told:?}");
        assert_eq!(count("Answered(401)"), 6, "{told:?}");
        // The refused ones again, the others, and the refresh.
        assert_eq!(count("Answered(200)"), 21, "{told:?}");
        assert_eq!(count("Over(Done)"), 21, "{told:?}");
        assert_eq!((client.calls(), client.refreshes()), (20, 1));
        assert_eq!(count("secret"), 0, "{told:?}");
    });
}

#[test]
fn after_a_refresh_calls_go_on_in_the_order_in_which_they_were_made() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.expire_access_tokens();
        // One refusal begins the refresh, which the others then find all calls waiting for.
        server.fault("GET /api/test/user", Fault::Delay(Duration::from_millis(50)), Times::Next(5));
        server.fault(REFRESH, Fault::Delay(Duration::from_millis(200)), Times::Next(1));
        let calls = (0..50).map(|_| client.text(Request::get("/test/user")));
        assert!(join_all(calls).await.iter().all(Result::is_ok));
        let told = native.told();
        let renewed = told.iter().position(|line| line.contains("Begun(Refresh)")).expect("a refresh");
        let sent = told[renewed..].iter().filter_map(|line| line.strip_suffix(", step: Sent }")).skip(1);
        let sent: Vec<u32> = sent.map(|line| line.rsplit(' ').next().unwrap().parse().unwrap()).collect();
        // Those that were refused first of all: they have waited longest.
        assert_eq!(sent.len(), 50, "{told:?}");
        assert!(sent.is_sorted(), "{sent:?}");
    });
}

#[test]
fn a_call_that_nobody_waits_for_any_more_is_over() {
    signed_in(Config::for_tests(), async |client, native, server| {
        server.fault("GET /api/test/user", Fault::Hang, Times::Always);
        let call = client.text(Request::get("/test/user"));
        let gone = tokio::time::timeout(Duration::from_millis(50), call).await;
        assert!(gone.is_err());
        assert!(native.told().last().is_some_and(|last| last.contains("Over(Dropped)")), "{:?}", native.told());
    });
}

#[test]
fn nothing_that_is_told_quotes_the_server_or_the_user() {
    signed_out(Config::for_tests(), async |client, native, server| {
        sign_in(&client, "evergreen").await.unwrap();
        // This refusal quotes the token.
        server.revoke_all().await;
        server.expire_access_tokens();
        assert!(client.text(Request::get("/test/user")).await.is_err());
        let told = native.told().join("\n");
        for secret in ["evergreen", "Failed for", "Bearer", "User Content"] {
            assert!(!told.contains(secret), "{secret:?} in {told}");
        }
        assert!(told.contains("Over(SessionGone)"), "{told}");
    });
}

#[test]
fn a_renewal_on_request_renews_once_and_is_shared() {
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
fn a_renewal_on_request_that_fails_says_why_and_ends_nothing() {
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
