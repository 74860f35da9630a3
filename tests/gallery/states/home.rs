//! The states of `/home`.

use evergreen_backend::{Config, Fault, Times};

use super::activity::{arrive, burst};
use super::{rewrite, standard};
use crate::fixture::Fixture;
use crate::state::{Group, State};

const BOARD: &str = "GET /api/test/all";

/// A script for [`rewrite`] that makes the record seven minutes older. The page then looks as if seven minutes had
/// passed. So no test has to wait or to change a clock.
const WAIT: &str = "for (const key of ['since', 'renewed_at']) record[key] -= 7 * 60_000;";

/// The states of this page, except those of [`expiry_announced`].
pub fn group() -> Group {
    standard([
        State::new("home-signed-out", "Public Content.", |s| {
            Box::pin(async {
                s.page().open("/home").await;
            })
        }),
        State::new("home-signed-in", "Public Content.", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.page().click("Home").await;
            })
        }),
        State::passing("home-loading", "Loading…", |s| {
            Box::pin(async {
                s.server.fault(BOARD, Fault::Hang, Times::Always);
                s.page().open("/home").await;
            })
        }),
        State::passing("home-again", "Loading…", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                s.server.fault(BOARD, Fault::Hang, Times::Always);
                s.page().click("Refresh").await;
            })
        }),
        State::new("home-empty", "board is empty", |s| {
            Box::pin(async {
                let nothing = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: Vec::new() };
                s.server.fault(BOARD, nothing, Times::Always);
                s.page().open("/home").await;
            })
        }),
        State::new("home-failed", "Try again", |s| {
            Box::pin(async {
                s.server.fault(BOARD, Fault::Status(500), Times::Always);
                s.page().open("/home").await;
            })
        }),
        State::new("home-again-failed", "Try again", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                s.server.fault(BOARD, Fault::Status(503), Times::Always);
                s.page().click("Refresh").await;
            })
        }),
        State::new("home-unreachable", "can't be reached", |s| {
            Box::pin(async {
                s.server.fault("*", Fault::Drop, Times::Always);
                s.page().open("/home").await;
            })
        }),
    ])
}

/// The states of the home page and of the profile at a server that announces how long a token is valid. In both states,
/// the token has expired once, and the app has refreshed the session.
pub fn expiry_announced() -> Group {
    let config = Config { announce_expiry: true, ..Config::for_tests() };
    let states = vec![
        State::new("home-renewed", "7 min", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
                s.page().click("Home").await;
                s.page().sees("Public Content.").await;
                rewrite(s, WAIT).await;
            })
        }),
        State::new("profile-renewed", "Token lifetime", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
                s.page().click("user").await;
            })
        }),
    ];
    Group { fixture: Fixture { config, ..Fixture::new() }, states }
}
