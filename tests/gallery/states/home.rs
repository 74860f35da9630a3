//! `/home`.
//! It must not know who looks.

use evergreen_backend::{Fault, Times};

use super::usual;
use crate::state::{Group, State};

const BOARD: &str = "GET /api/test/all";

/// Its states.
pub fn group() -> Group {
    usual([
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
        State::new("home-failed", "Try again", |s| {
            Box::pin(async {
                s.server.fault(BOARD, Fault::Status(500), Times::Always);
                s.page().open("/home").await;
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
