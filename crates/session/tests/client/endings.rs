//! How a session ends that nobody ended: what the user is told, and what is undone.
//! It must not know how the core reaches the server.

use crate::protocol::{Companion, Record, SignedIn, State};
use std::time::Duration;

use evergreen_backend::{Config, Fault, Server, Times};
use evergreen_session::{Client, Error, Reason, Request, Stamp, timing};

use super::native::{Native, REFRESH, refreshes, sign_in, sign_outs, signed_in, until};

/// As if another tab had signed in.
fn become_another(signed_in: &mut SignedIn) {
    signed_in.session = Stamp::new("another");
    signed_in.renewal = signed_in.session.clone();
}

/// What the record says after one call without any cookie, `change`d before.
fn told_without_cookies(change: impl FnOnce(&mut SignedIn)) -> State {
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
fn cookies_that_never_came_back_are_told_as_that() {
    assert_eq!(told_without_cookies(|_| {}), State::SignedOut(Some(Reason::CookiesBlocked)));
}

#[test]
fn lost_cookies_are_an_expired_session_where_they_had_come_or_may_have() {
    let expired = State::SignedOut(Some(Reason::Expired));
    // Signed in by another tab.
    assert_eq!(told_without_cookies(become_another), expired);
    // Renewed since.
    assert_eq!(told_without_cookies(|signed_in| signed_in.renewal = Stamp::new("renewed")), expired);
    // More than a minute ago.
    assert_eq!(told_without_cookies(|signed_in| signed_in.renewed_at -= timing::FRESH + 1), expired);
    // Somebody else's clock, or one that was set.
    assert_eq!(told_without_cookies(|signed_in| signed_in.renewed_at += 3_600_000), expired);
    signed_in(Config::for_tests(), async |client, native, _| {
        // They had come: a call went through.
        client.text(Request::get("/test/user")).await.unwrap();
        native.lose_cookies(false);
        assert!(client.text(Request::get("/test/user")).await.is_err());
        assert_eq!(native.stored().state, expired);
    });
}

/// Runs a call with an expired token, and `meanwhile` while its refresh is under way.
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
fn a_renewal_that_comes_after_the_storage_was_emptied_is_told_to_the_server() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let emptied = Record::signed_out(&server.api());
        for (fault, undone) in [(None, true), (Some(Fault::LoseResponse), true), (Some(Fault::Status(403)), false)] {
            let session = native.stored().signed_in().expect("signed in").session.clone();
            refresh(&client, &server, fault.clone(), || native.store(emptied.clone())).await;
            assert_eq!(native.stored().unconfirmed(), undone.then_some(&session), "{fault:?}");
            client.resume();
            until("the record at rest", || native.stored().unconfirmed().is_none()).await;
            let told = sign_outs(&server);
            assert_eq!(told, usize::from(undone), "{fault:?}");
            sign_in(&client, "evergreen").await.unwrap();
            server.clear_requests();
        }
    });
}

#[test]
fn a_renewal_that_comes_under_another_session_ends_it() {
    signed_in(Config::for_tests(), async |client, native, server| {
        refresh(&client, &server, None, || native.alter(become_another)).await;
        let record = native.stored();
        assert_eq!(record.state, State::SignedOut(Some(Reason::Crossed)));
        assert!(record.unconfirmed().is_some());
    });
}

#[test]
fn who_stood_still_lets_what_others_wrote_arrive() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let settled = native.waits_of(timing::SETTLE);
        refresh(&client, &server, None, || {}).await;
        assert_eq!(native.waits_of(timing::SETTLE), settled, "nobody stood still");
        assert_eq!(native.waits_of(timing::SETTLE_CONTENDED), 0, "nobody held the lock before");
        server.clear_requests();
        refresh(&client, &server, None, || native.skip(timing::START + 1)).await;
        assert_eq!(native.waits_of(timing::SETTLE), settled + 1);
    });
}

#[test]
fn a_sign_out_in_another_tab_is_told_to_the_server_by_this_one_too() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let record = native.stored();
        let session = record.signed_in().expect("signed in").session.clone();
        // A renewal that another tab wrote is no sign-out.
        client.on_record_changed();
        native.store(record.with(State::SigningOut { session }));
        client.on_record_changed();
        until("the sign-out", || sign_outs(&server) == 1).await;
        until("its end", || native.stored().state == State::SignedOut(None)).await;
    });
}

/// Another tab's session in the record: without a lock to wait for, it came while an answer was on its way.
fn another(native: &Native, before: &Record) -> Record {
    native.store(before.clone());
    native.alter(become_another);
    native.stored()
}

#[test]
fn a_sign_out_whose_renewal_comes_under_another_session_ends_it_and_goes_on() {
    for (fault, undone) in [(None, true), (Some(Fault::LoseResponse), true), (Some(Fault::Status(403)), false)] {
        signed_in(Config::for_tests(), async |client, native, server| {
            let before = native.stored();
            server.fault(REFRESH, Fault::Delay(Duration::from_millis(300)), Times::Next(1));
            if let Some(fault) = fault.clone() {
                server.fault(REFRESH, fault, Times::Next(1));
            }
            client.sign_out();
            until("the refresh", || refreshes(&server) == 1).await;
            let crossing = another(&native, &before);
            if undone {
                // By itself: the cookies may be of either.
                until("the other's end", || native.stored().state == State::SignedOut(Some(Reason::Crossed))).await;
                until("the sign-out", || sign_outs(&server) == 1).await;
            } else {
                // No cookie came. Whatever follows has to wait for the hold to end.
                client.sign_out();
                until("the sign-out", || sign_outs(&server) == 1).await;
                assert_ne!(native.stored().reason(), Some(Reason::Crossed), "{crossing:?}");
            }
        });
    }
}

#[test]
fn a_sign_in_that_another_one_crossed_ends_it_only_where_cookies_may_have_come() {
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
            let crossing = async {
                until("the sign-in", || server.count("POST", "/api/auth/signin") == 1).await;
                another(&native, &before)
            };
            let (result, crossing) = futures_util::future::join(sign_in(&client, password), crossing).await;
            assert!(result.is_err(), "{result:?}");
            let expected = if undone { State::SignedOut(Some(Reason::Crossed)) } else { crossing.state };
            assert_eq!(native.stored().state, expected, "{password} {fault:?}");
        });
    }
}

#[test]
fn a_sign_out_during_a_refresh_needs_no_second_one() {
    for refused in [false, true] {
        signed_in(Config::for_tests(), async |client, native, server| {
            server.expire_access_tokens();
            server.fault(REFRESH, Fault::Delay(Duration::from_millis(300)), Times::Next(1));
            if refused {
                server.fault(REFRESH, Fault::Status(403), Times::Next(1));
            }
            let call = client.text(Request::get("/test/user"));
            let leaving = async {
                until("the refresh", || refreshes(&server) == 1).await;
                client.sign_out();
                until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
            };
            let (result, ()) = futures_util::future::join(call, leaving).await;
            assert_eq!(result, Err(Error::NotSignedIn(None)));
            assert_eq!((refreshes(&server), sign_outs(&server)), (1, 1), "refused: {refused}");
        });
    }
}

#[test]
fn a_sign_out_that_the_server_confirms_in_its_own_words_is_told_once() {
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
