//! `/activity`.
//! It must not know who looks.

use std::time::Duration;

use evergreen_backend::{Fault, Times};

use super::usual;
use crate::stage::Stage;
use crate::state::{Group, State};

const BOARD: &str = "GET /api/test/user";

/// How long each answer takes, so that the picture of a burst has something to show.
const PAUSE: Duration = Duration::from_millis(40);

/// Its states.
pub fn group() -> Group {
    usual([
        State::new("activity-signed-out", "A burst needs a session", |s| {
            Box::pin(async {
                s.page().open("/activity").await;
            })
        }),
        State::new("activity", "Send burst", |s| {
            Box::pin(async {
                arrive(s).await;
            })
        }),
        State::new("activity-wrong-number", "Enter a whole number", |s| {
            Box::pin(async {
                arrive(s).await;
                s.page().fill("Requests", "0").await;
                s.page().click("Send burst").await;
            })
        }),
        State::passing("activity-running", "Sending 100 requests…", |s| {
            Box::pin(async {
                arrive(s).await;
                s.server.fault(BOARD, Fault::Hang, Times::Always);
                s.page().click("Send burst").await;
            })
        }),
        State::new("activity-burst", "100 of 100 succeeded · 1 refresh", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
            })
        }),
        State::new("activity-failed", "0 of 100 succeeded", |s| {
            Box::pin(async {
                arrive(s).await;
                s.server.fault(BOARD, Fault::Status(500), Times::Always);
                s.page().click("Send burst").await;
            })
        }),
    ])
}

async fn arrive(s: &Stage) {
    s.page().sign_in("user").await;
    s.page().click("Activity").await;
    s.page().is_at("/activity").await;
}

/// A hundred calls that meet an expired token.
async fn burst(s: &Stage) {
    s.server.expire_access_tokens();
    s.server.fault("*", Fault::Delay(PAUSE), Times::Always);
    s.page().click("Send burst").await;
    s.page().hears_status("100 of 100 succeeded").await;
}
