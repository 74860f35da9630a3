//! Tests of sign-in and sign-up: which error a refused attempt returns, and what the record contains afterwards.

use crate::protocol::{Credentials, Record};
use evergreen_backend::{Config, Fault, Like, Times};
use evergreen_session::{Error, Request, Transient};

use super::native::{refreshes, sign_in, sign_outs, signed_in, signed_out};

const SIGN_IN: &str = "POST /api/auth/signin";
const SIGN_UP: &str = "POST /api/auth/signup";

#[test]
fn a_refused_sign_in_leaves_the_record_as_it_was() {
    signed_out(Config::for_tests(), async |client, native, server| {
        let before = native.stored();
        let refused = sign_in(&client, "wrong").await;
        assert!(
            matches!(&refused, Err(Error::Rejected { status: 401, message: Some(text) }) if text == "Bad credentials"),
            "{refused:?}"
        );
        assert_eq!(native.stored(), before);
        for (fault, error) in [
            (Fault::Html(200), Error::Transient(Transient::Garbled)),
            (Fault::Html(403), Error::Rejected { status: 403, message: None }),
        ] {
            server.fault(SIGN_IN, fault, Times::Next(1));
            assert_eq!(sign_in(&client, "evergreen").await, Err(error));
            assert_eq!(native.stored(), before);
        }
    });
}

#[test]
fn a_session_missing_in_the_record_is_ended_before_a_sign_in_if_the_server_allows_only_one() {
    signed_in(Config { like: Like::Spring, ..Config::for_tests() }, async |client, native, server| {
        native.store(Record::signed_out(&server.api()));
        sign_in(&client, "evergreen").await.unwrap();
        assert_eq!(server.count("POST", "/api/auth/signin"), 2);
        assert_eq!(sign_outs(&server), 1);
        // This server allows only one session for each user, and the earlier session still exists. Without the cookies
        // of the earlier session, the client cannot end it. So the server refuses the sign-in.
        native.store(Record::signed_out(&server.api()));
        native.lose_cookies(true);
        assert_eq!(sign_in(&client, "evergreen").await, Err(Error::Transient(Transient::Elsewhere)));
    });
}

#[test]
fn a_session_that_could_not_be_ended_is_saved_as_pending() {
    signed_in(Config { like: Like::Spring, ..Config::for_tests() }, async |client, native, server| {
        native.store(Record::signed_out(&server.api()));
        server.fault("POST /api/auth/signout", Fault::Status(503), Times::Next(1));
        assert_eq!(sign_in(&client, "evergreen").await, Err(Error::Transient(Transient::Elsewhere)));
        assert!(native.stored().unconfirmed().is_some(), "{:?}", native.stored());
        // The record now names the earlier session as pending. The next sign-in ends that session first. Only then does
        // the server accept the sign-in.
        sign_in(&client, "evergreen").await.unwrap();
    });
}

#[test]
fn a_request_outside_of_the_session_never_refreshes() {
    signed_in(Config::for_tests(), async |client, _, server| {
        let new_user = serde_json::json!({
            "username": "newcomer", "email": "newcomer@example.com", "password": "evergreen",
        });
        let sign_up = || client.response(Request::post("/auth/signup").json(&new_user).standalone());
        let response = sign_up().await.unwrap();
        assert_eq!(response.message().as_deref(), Some("User registered successfully!"));
        let taken = sign_up().await;
        let message = "Error: Username is already taken!".to_owned();
        assert_eq!(taken, Err(Error::Rejected { status: 400, message: Some(message) }));
        server.fault(SIGN_UP, Fault::Masked, Times::Next(1));
        assert!(matches!(sign_up().await, Err(Error::Rejected { status: 401, .. })));
        server.fault(SIGN_UP, Fault::Status(503), Times::Next(1));
        assert!(matches!(sign_up().await, Err(Error::Transient(Transient::Failed(503, _)))));
        assert_eq!(refreshes(&server), 0);
    });
}

#[test]
fn a_sign_in_while_another_user_is_signed_in_fails_without_a_request() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let before = native.stored();
        let as_user = |username: &str| {
            client.sign_in(Credentials { username: username.to_owned(), password: "evergreen".to_owned() })
        };
        assert_eq!(as_user("admin").await, Err(Error::OtherUser));
        // A sign-in as the user who is already signed in succeeds. The client has sent no request for this sign-in or
        // for the failed sign-in above.
        assert_eq!(as_user("User").await, Ok(()));
        assert_eq!((server.requests().len(), native.stored()), (0, before));
    });
}
