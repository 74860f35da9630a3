//! Tests of the end of a session, with and without a sign-out. They check which reason the record contains, and which
//! requests the server receives.

use crate::protocol::{Companion, Record, SignedIn, State};
use std::time::Duration;

use evergreen_backend::{Config, Fault, Server, Times};
use evergreen_session::{Client, Error, Reason, Request, Stamp, timing};

use super::native::{Native, REFRESH, refreshes, sign_in, sign_outs, signed_in, until};

/// Replaces the session in the record with a new session, as if another tab had signed in.
fn replace_session(signed_in: &mut SignedIn) {
    signed_in.session = Stamp::new("another");
    signed_in.renewal = signed_in.session.clone();
}

/// Signs in, drops the cookies, applies `change` to the session in the record, and makes one call. Returns the state of
/// the record after that call.
fn state_after_call_without_cookies(change: impl FnOnce(&mut SignedIn)) -> State {
    let mut state = None;
    signed_in(Config::for_tests(), async |client, native, _| {
        native.lose_cookies(false);
        native.alter(change);
        assert!(client.text(Request::get("/test/user")).await.is_err());
        state = Some(native.stored().state);
    });
    state.expect("the test ran")
}

#[test]
fn cookies_that_were_never_sent_back_are_reported_as_blocked() {
    assert_eq!(state_after_call_without_cookies(|_| {}), State::SignedOut(Some(Reason::CookiesBlocked)));
}

#[test]
fn lost_cookies_mean_an_expired_session_if_they_may_have_worked_before() {
    let expired = State::SignedOut(Some(Reason::Expired));
    // The reason `CookiesBlocked` means that the browser has never sent the cookies to the server. In each case below,
    // the browser may have sent the cookies before they were lost. So the reason must be `Expired`.

    // Another tab has signed in. Calls of that tab may have succeeded before the cookies were lost.
    assert_eq!(state_after_call_without_cookies(replace_session), expired);
    // The session has been refreshed since the sign-in. A refresh succeeds only if the browser sends the cookies. So
    // the browser has sent the cookies before they were lost.
    assert_eq!(state_after_call_without_cookies(|signed_in| signed_in.renewal = Stamp::new("renewed")), expired);
    // The sign-in was more than a minute ago. Calls may have succeeded since then, before the cookies were lost.
    assert_eq!(state_after_call_without_cookies(|signed_in| signed_in.renewed_at -= timing::FRESH + 1), expired);
    // The clock has been set back since the sign-in, so the time since the sign-in is unknown.
    assert_eq!(state_after_call_without_cookies(|signed_in| signed_in.renewed_at += 3_600_000), expired);
    signed_in(Config::for_tests(), async |client, native, _| {
        // This call succeeds, so the browser has sent the cookies. The cookies are lost only after this call.
        client.text(Request::get("/test/user")).await.unwrap();
        native.lose_cookies(false);
        assert!(client.text(Request::get("/test/user")).await.is_err());
        assert_eq!(native.stored().state, expired);
    });
}

/// Makes a call with an expired token, and runs `meanwhile` while the refresh of that call is in flight. The server
/// delays the refresh by 300 ms. Then it applies `fault`, if there is one, or answers the refresh as usual.
async fn refresh(client: &Client<Companion, Native>, server: &Server, fault: Option<Fault>, meanwhile: impl FnOnce()) {
    server.expire_access_tokens();
    server.fault(REFRESH, Fault::Delay(Duration::from_millis(300)), Times::Next(1));
    if let Some(fault) = fault {
        server.fault(REFRESH, fault, Times::Next(1));
    }
    let call = client.text(Request::get("/test/user"));
    let crossing = async {
        until("the refresh", || refreshes(server) == 1).await;
        meanwhile();
    };
    let _ = futures_util::future::join(call, crossing).await;
}

#[test]
fn a_refresh_that_succeeds_after_the_storage_was_cleared_is_undone_at_the_server() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let emptied = Record::signed_out(&server.api());
        for (fault, undone) in [(None, true), (Some(Fault::LoseResponse), true), (Some(Fault::Status(403)), false)] {
            let session = native.stored().signed_in().expect("signed in").session.clone();
            refresh(&client, &server, fault.clone(), || native.store(emptied.clone())).await;
            assert_eq!(native.stored().unconfirmed(), undone.then_some(&session), "{fault:?}");
            client.resume();
            until("the confirmation", || native.stored().unconfirmed().is_none()).await;
            assert_eq!(sign_outs(&server), usize::from(undone), "{fault:?}");
            sign_in(&client, "evergreen").await.unwrap();
            server.clear_requests();
        }
    });
}

#[test]
fn a_refresh_that_succeeds_under_another_session_ends_that_session() {
    signed_in(Config::for_tests(), async |client, native, server| {
        refresh(&client, &server, None, || native.alter(replace_session)).await;
        let record = native.stored();
        assert_eq!(record.state, State::SignedOut(Some(Reason::Crossed)));
        assert!(record.unconfirmed().is_some());
    });
}

#[test]
fn a_tab_that_was_frozen_waits_for_the_writes_of_other_tabs() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let settled = native.waits_of(timing::SETTLE);
        refresh(&client, &server, None, || {}).await;
        assert_eq!(native.waits_of(timing::SETTLE), settled, "the tab was not frozen");
        assert_eq!(native.waits_of(timing::SETTLE_CONTENDED), 0, "no other tab held the lock");
        server.clear_requests();
        refresh(&client, &server, None, || native.skip(timing::START + 1)).await;
        assert_eq!(native.waits_of(timing::SETTLE), settled + 1);
    });
}

#[test]
fn a_tab_finishes_the_sign_out_of_another_tab() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let record = native.stored();
        let session = record.signed_in().expect("signed in").session.clone();
        // A change of the record is not always a sign-out. For example, another tab may have refreshed the session. So
        // the first report comes while the record is still signed in. This report must not start a sign-out.
        client.on_record_changed();
        native.store(record.with(State::SigningOut { session, reason: None }));
        client.on_record_changed();
        until("the sign-out", || sign_outs(&server) == 1).await;
        until("the confirmation", || native.stored().state == State::SignedOut(None)).await;
    });
}

/// Stores a copy of the record `before` in which the session is a different one, and returns this copy. Another tab
/// would store such a record if it signed in without waiting for the lock.
fn store_other_session(native: &Native, before: &Record) -> Record {
    native.store(before.clone());
    native.alter(replace_session);
    native.stored()
}

#[test]
fn a_sign_out_whose_refresh_succeeds_under_another_session_ends_that_session_too() {
    for (fault, undone) in [(None, true), (Some(Fault::LoseResponse), true), (Some(Fault::Status(403)), false)] {
        signed_in(Config::for_tests(), async |client, native, server| {
            let before = native.stored();
            server.fault(REFRESH, Fault::Delay(Duration::from_millis(300)), Times::Next(1));
            if let Some(fault) = fault.clone() {
                server.fault(REFRESH, fault, Times::Next(1));
            }
            client.sign_out();
            until("the refresh", || refreshes(&server) == 1).await;
            let other = store_other_session(&native, &before);
            if undone {
                // The server has handled the refresh, and its response may have replaced the cookies of the other
                // session. The cookies may belong to either session, so both sessions end.
                until("the end of the other session", || {
                    native.stored().state == State::SignedOut(Some(Reason::Crossed))
                })
                .await;
                until("the sign-out", || sign_outs(&server) == 1).await;
            } else {
                // The server refused the refresh, so the response set no cookie. The other session keeps its cookies,
                // and continues until it is signed out here.
                client.sign_out();
                until("the sign-out", || sign_outs(&server) == 1).await;
                assert_ne!(native.stored().reason(), Some(Reason::Crossed), "{other:?}");
            }
        });
    }
}

#[test]
fn a_sign_in_under_another_session_ends_that_session_if_it_may_have_set_cookies() {
    for (password, fault, undone) in
        [("evergreen", None, true), ("evergreen", Some(Fault::LoseResponse), true), ("wrong", None, false)]
    {
        signed_in(Config::for_tests(), async |client, native, server| {
            let before = native.stored();
            native.store(Record::signed_out(&server.api()));
            server.fault("POST /api/auth/signin", Fault::Delay(Duration::from_millis(300)), Times::Next(1));
            if let Some(fault) = fault.clone() {
                server.fault("POST /api/auth/signin", fault, Times::Next(1));
            }
            let other = async {
                until("the sign-in", || server.count("POST", "/api/auth/signin") == 1).await;
                store_other_session(&native, &before)
            };
            let (result, other) = futures_util::future::join(sign_in(&client, password), other).await;
            assert!(result.is_err(), "{result:?}");
            let expected = if undone { State::SignedOut(Some(Reason::Crossed)) } else { other.state };
            assert_eq!(native.stored().state, expected, "{password} {fault:?}");
        });
    }
}

#[test]
fn a_sign_out_during_a_refresh_needs_no_second_refresh() {
    for refused in [false, true] {
        signed_in(Config::for_tests(), async |client, native, server| {
            server.expire_access_tokens();
            server.fault(REFRESH, Fault::Delay(Duration::from_millis(300)), Times::Next(1));
            if refused {
                server.fault(REFRESH, Fault::Status(403), Times::Next(1));
            }
            let call = client.text(Request::get("/test/user"));
            let sign_out = async {
                until("the refresh", || refreshes(&server) == 1).await;
                client.sign_out();
                until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
            };
            let (result, ()) = futures_util::future::join(call, sign_out).await;
            assert_eq!(result, Err(Error::NotSignedIn(None)));
            assert_eq!((refreshes(&server), sign_outs(&server)), (1, 1), "refused: {refused}");
        });
    }
}

#[test]
fn a_sign_out_is_confirmed_by_a_2xx_with_any_text() {
    for (status, body) in [(200, "Goodbye."), (200, ""), (204, ""), (202, "{ bye")] {
        signed_in(Config::for_tests(), async |client, native, server| {
            let said = Fault::Body { status, content_type: "text/plain".to_owned(), body: body.as_bytes().to_vec() };
            server.fault("POST /api/auth/signout", said, Times::Always);
            client.sign_out();
            until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
            client.resume();
            assert_eq!(sign_outs(&server), 1, "{status} {body}");
        });
    }
}
