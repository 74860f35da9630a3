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
        State::passing("home-again", "Loading…", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                s.server.fault(BOARD, Fault::Hang, Times::Always);
                s.page().click("Read again").await;
            })
        }),
        State::new("home-empty", "nothing on this board", |s| {
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
        State::new("home-unreachable", "can't be reached", |s| {
            Box::pin(async {
                s.server.fault("*", Fault::Drop, Times::Always);
                s.page().open("/home").await;
            })
        }),
    ])
}
