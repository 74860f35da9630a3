//! Tests of the idle time-out (rule 16 of `src/client/rules.md`) in one tab, over real HTTP.

use crate::protocol::Companion;
use evergreen_backend::Config;
use evergreen_session::{Client, Error, Event, IdleState, Reason, Request, State};

use super::native::{Native, sign_in, sign_outs, signed_in, until};

/// The idle time-out in seconds.
const TIMEOUT: u32 = 900;

/// Signs in again with an idle time-out, and runs `test`.
fn idle(test: impl AsyncFnOnce(Client<Companion, Native>, Native, evergreen_backend::Server)) {
    signed_in(Config::for_tests(), async |client, native, server| {
        client.sign_out();
        until("the sign-out", || native.stored().state == State::SignedOut(None)).await;
        client.set_idle_timeout(TIMEOUT);
        sign_in(&client, "evergreen").await.unwrap();
        server.clear_requests();
        test(client, native, server).await;
    });
}

#[test]
fn a_session_that_nobody_uses_is_signed_out_and_nothing_else_is_sent_for_it() {
    idle(async |client, native, server| {
        native.skip(899_000);
        assert!(client.text(Request::get("/test/user")).await.is_ok());
        assert_eq!(client.check_idle(), IdleState::Warning { seconds_left: 1 });
        native.skip(1_000);
        server.clear_requests();
        // The client has not checked the idle time-out again yet, but it already counts the session as over.
        assert_eq!(client.record().reason(), Some(Reason::Inactive));
        let result = client.text(Request::get("/test/user")).await;
        assert_eq!(result, Err(Error::NotSignedIn(Some(Reason::Inactive))));
        assert_eq!(client.check_idle(), IdleState::Ended);
        client.used();
        until("the confirmation", || native.stored().state == State::SignedOut(Some(Reason::Inactive))).await;
        assert_eq!((server.count("GET", "/api/test/user"), sign_outs(&server)), (0, 1));
        sign_in(&client, "evergreen").await.unwrap();
        assert_eq!(client.check_idle(), IdleState::Active);
    });
}

#[test]
fn a_sign_in_right_after_the_end_starts_a_new_session() {
    idle(async |client, native, server| {
        let old = native.stored().signed_in().unwrap().session.clone();
        native.skip(900_000);
        sign_in(&client, "evergreen").await.unwrap();
        assert_ne!(native.stored().signed_in().unwrap().session, old);
        assert_eq!((server.count("POST", "/api/auth/signin"), sign_outs(&server)), (1, 1));
    });
}

#[test]
fn a_use_of_another_tab_that_is_seen_late_keeps_the_session() {
    idle(async |client, native, server| {
        native.skip(900_000);
        assert_eq!(client.check_idle(), IdleState::Ended);
        assert_eq!(native.last_event(), Some(Event::Ended));
        native.use_in_another_tab(0);
        until("the second look", || native.last_event() != Some(Event::Ended) || native.stored().is_signing_out())
            .await;
        assert!(native.stored().signed_in().is_some());
        assert_eq!((client.check_idle(), sign_outs(&server)), (IdleState::Active, 0));
    });
}

#[test]
fn an_earlier_use_of_another_tab_does_not_replace_a_later_one() {
    idle(async |client, native, _| {
        native.skip(100_000);
        client.used();
        native.use_in_another_tab(50_000);
        native.skip(890_000);
        assert_eq!(client.check_idle(), IdleState::Warning { seconds_left: 10 });
    });
}

#[test]
fn a_use_and_an_answer_keep_the_session_but_a_question_hides_a_use() {
    idle(async |client, native, _| {
        native.skip(890_000);
        client.used();
        assert_eq!(client.check_idle(), IdleState::Active);
        native.skip(890_000);
        let asking = client.ask();
        client.used();
        assert_eq!(client.check_idle(), IdleState::Warning { seconds_left: 10 });
        client.stay();
        assert_eq!(client.check_idle(), IdleState::Active);
        drop(asking);
        native.skip(890_000);
        let in_use = client.in_use();
        native.skip(890_000);
        assert_eq!(client.check_idle(), IdleState::Active);
        drop(in_use);
        native.skip(895_000);
        assert_eq!(client.check_idle(), IdleState::Warning { seconds_left: 5 });
    });
}

#[test]
fn uses_are_traced_once_a_minute_and_the_warning_and_the_end_always() {
    idle(async |client, native, _| {
        for _ in 0..25 {
            native.skip(5_000);
            client.used();
        }
        native.skip(850_000);
        client.check_idle();
        native.skip(60_000);
        client.check_idle();
        let steps = native.traced();
        let idle: Vec<&str> = steps.iter().filter_map(|step| step.split_once("Ending(")?.1.split(')').next()).collect();
        assert_eq!(idle, ["Use", "Use", "Use", "IdleWarning", "IdleEnd"]);
    });
}

#[test]
fn signing_in_again_ends_the_old_session_and_keeps_the_reason() {
    signed_in(Config::for_tests(), async |client, native, server| {
        client.sign_in_again();
        assert_eq!(client.record().reason(), Some(Reason::SignInAgain));
        until("the confirmation", || native.stored().state == State::SignedOut(Some(Reason::SignInAgain))).await;
        assert_eq!(sign_outs(&server), 1);
        sign_in(&client, "evergreen").await.unwrap();
        assert!(client.record().signed_in().is_some());
    });
}
