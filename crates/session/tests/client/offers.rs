//! Tests that the record contains the optional parts that the server announces at a sign-in and at a refresh.

use evergreen_backend::{Config, Fault, Like, Offer as Part, Times};
use evergreen_session::{Offer, Offers};

use super::native::{Native, REFRESH, signed_in};

const SESSIONS_ONLY: [bool; 2] = [true, false];

/// Returns whether the record contains the parts [`Offer::Sessions`] and [`Offer::Password`].
fn offered(native: &Native) -> [bool; 2] {
    let offers = native.stored().signed_in().expect("a session").offers;
    [Offer::Sessions, Offer::Password].map(|offer| offers.contains(offer))
}

#[test]
fn the_record_contains_what_the_server_announced_last() {
    signed_in(Config { offers: vec![Part::Sessions], ..Config::for_tests() }, async |client, native, server| {
        assert_eq!(offered(&native), SESSIONS_ONLY, "after the sign-in");
        native.alter(|signed_in| signed_in.offers = Offers::default());
        client.renew().await.expect("a refresh");
        assert_eq!(offered(&native), SESSIONS_ONLY, "after a refresh that announces the part");
        // This response announces nothing. So the part is kept.
        let body = b"{}".to_vec();
        let content_type = "application/json".to_owned();
        server.fault(REFRESH, Fault::Body { status: 200, content_type, body }, Times::Next(1));
        client.renew().await.expect("a refresh");
        assert_eq!(offered(&native), SESSIONS_ONLY, "after a refresh that announces nothing");
    });
}

#[test]
fn a_server_that_announces_nothing_offers_nothing() {
    for like in [Like::Spring, Like::Node] {
        signed_in(Config { like, ..Config::for_tests() }, async |_, native, _| {
            assert_eq!(native.stored().signed_in().expect("a session").offers, Offers::default(), "{like:?}");
        });
    }
}
