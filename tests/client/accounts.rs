//! Signing up and signing in: what a refusal says, and what it leaves behind.
//! It must not know how the core reaches the server.

use evergreen::api::{Credentials, Error, NewUser, Trouble};
use evergreen::session::Record;
use evergreen_backend::{Config, Fault, Like, Times};

use super::native::{sign_in, sign_outs, signed_in, signed_out};

const SIGN_IN: &str = "POST /api/auth/signin";
const SIGN_UP: &str = "POST /api/auth/signup";

#[test]
fn a_refused_sign_in_leaves_the_record_as_it_was() {
    signed_out(Config::for_tests(), async |client, native, server| {
        let before = native.stored();
        let refused = sign_in(&client, "wrong").await;
        assert!(matches!(&refused, Err(Error::Rejected(text)) if text == "Bad credentials"), "{refused:?}");
        assert_eq!(native.stored(), before);
        for (fault, error) in [
            (Fault::Html(200), Error::TryAgain(Trouble::Garbled)),
            (Fault::Html(403), Error::Rejected("The server refused this sign-in.".to_owned())),
        ] {
            server.fault(SIGN_IN, fault, Times::Next(1));
            assert_eq!(sign_in(&client, "evergreen").await, Err(error));
            assert_eq!(native.stored(), before);
        }
    });
}

#[test]
fn a_session_that_the_record_has_lost_is_cleared_where_the_server_admits_only_one() {
    signed_in(Config { like: Like::Spring, ..Config::for_tests() }, async |client, native, server| {
        native.store(Record::signed_out(&server.api()));
        sign_in(&client, "evergreen").await.unwrap();
        assert_eq!(server.count("POST", "/api/auth/signin"), 2);
        assert_eq!(sign_outs(&server), 1);
        // With the cookies gone as well nothing can be cleared.
        native.store(Record::signed_out(&server.api()));
        native.lose_cookies(true);
        assert_eq!(sign_in(&client, "evergreen").await, Err(Error::TryAgain(Trouble::Elsewhere)));
    });
}

#[test]
fn what_could_not_be_cleared_is_written_down() {
    signed_in(Config { like: Like::Spring, ..Config::for_tests() }, async |client, native, server| {
        native.store(Record::signed_out(&server.api()));
        server.fault("POST /api/auth/signout", Fault::Status(503), Times::Next(1));
        assert_eq!(sign_in(&client, "evergreen").await, Err(Error::TryAgain(Trouble::Elsewhere)));
        assert!(native.stored().untold().is_some(), "{:?}", native.stored());
        // Before the next sign-in it is made up for.
        sign_in(&client, "evergreen").await.unwrap();
    });
}

#[test]
fn a_sign_up_says_what_the_server_said() {
    signed_out(Config::for_tests(), async |client, _, server| {
        let new_user = NewUser {
            username: "newcomer".to_owned(),
            email: "newcomer@example.com".to_owned(),
            password: "evergreen".to_owned(),
        };
        assert_eq!(client.sign_up(&new_user).await.as_deref(), Ok("User registered successfully!"));
        let taken = client.sign_up(&new_user).await;
        assert!(matches!(&taken, Err(Error::Rejected(text)) if text.contains("already taken")), "{taken:?}");
        server.fault(SIGN_UP, Fault::Html(200), Times::Next(1));
        assert_eq!(client.sign_up(&new_user).await, Err(Error::TryAgain(Trouble::Garbled)));
        server.fault(SIGN_UP, Fault::Masked, Times::Next(1));
        let masked = client.sign_up(&new_user).await;
        assert!(
            matches!(&masked, Err(Error::Rejected(text)) if text.contains("without giving a reason")),
            "{masked:?}"
        );
        server.fault(SIGN_UP, Fault::Status(503), Times::Next(1));
        let failed = client.sign_up(&new_user).await;
        assert!(matches!(&failed, Err(Error::TryAgain(Trouble::Failed(503, _)))), "{failed:?}");
    });
}

#[test]
fn a_sign_in_while_another_user_is_signed_in_says_who_and_asks_nothing() {
    signed_in(Config::for_tests(), async |client, native, server| {
        let before = native.stored();
        let as_user = |username: &str| {
            client.sign_in(Credentials { username: username.to_owned(), password: "evergreen".to_owned() })
        };
        assert_eq!(as_user("admin").await, Err(Error::Occupied("user".to_owned())));
        // The same user on a form that did not know: nothing to say.
        assert_eq!(as_user("User").await, Ok(()));
        assert_eq!((server.requests().len(), native.stored()), (0, before));
    });
}
