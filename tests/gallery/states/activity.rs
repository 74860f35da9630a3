//! The states of `/activity`.

use std::time::Duration;

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::browsers::second_release::second_release;
use crate::state::{Group, State};
use crate::test_system::TestSystem;

const BOARD: &str = "GET /api/test/user";

/// How long the server waits before each response, so that the requests of a burst have a visible length in the
/// picture.
const PAUSE: Duration = Duration::from_millis(40);

/// The End key, which selects the last line of the waterfall (WebDriver standard, section "Keyboard actions").
const END: &str = "\u{E010}";

/// The states of the page, except the states of the timeline.
pub fn group() -> Group {
    standard([
        State::new("activity-signed-out", "You need a session to send a burst", |s| {
            Box::pin(async {
                s.page().open("/activity").await;
            })
        }),
        State::new("activity-not-loaded", "This page could not be loaded.", |s| {
            Box::pin(async {
                s.host.refuse("_activity.wasm");
                s.page().open("/activity").await;
            })
        }),
        State::new("activity-outdated", "A new version is available.", |s| {
            Box::pin(async {
                s.page().open("/home").await;
                s.page().sees("Public Content.").await;
                let other = second_release();
                s.host.replace(other.path());
                s.page().click("Activity").await;
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
        State::new("activity-refreshed", "Token refreshes 1", |s| {
            Box::pin(async {
                arrive(s).await;
                s.page().click("Refresh now").await;
            })
        }),
        State::new("activity-not-refreshed", "The server reported an error (status 500).", |s| {
            Box::pin(async {
                arrive(s).await;
                s.server.fault("POST /api/auth/refreshtoken", Fault::Status(500), Times::Always);
                s.page().click("Refresh now").await;
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

/// The states of the timeline.
pub fn timeline() -> Group {
    standard([
        State::new("activity-burst", "100 of 100 succeeded · 1 refresh", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
            })
        }),
        State::new("activity-line", "GET /test/user", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
                let last = "return Boolean(document.querySelector('[aria-label=Waterfall]')?.focus() ?? true)";
                s.page().script(last, vec![]).await;
                let waterfall = s.browser.client.active_element().await.expect("the waterfall");
                waterfall.send_keys(END).await.expect("its last line");
            })
        }),
        State::new("activity-table", "Times are counted from", |s| {
            Box::pin(async {
                arrive(s).await;
                burst(s).await;
                s.page().click("Table").await;
            })
        }),
        State::new("activity-other-tab", "Other tabs", |s| {
            Box::pin(async {
                arrive(s).await;
                let here = s.page().tab().await;
                s.page().open_tab("/activity").await;
                s.page().click("Refresh now").await;
                s.page().sees_status("Refreshed.").await;
                s.page().to_tab(&here).await;
            })
        }),
        State::new("activity-paused", "Paused: new requests and events are not recorded.", |s| {
            Box::pin(async {
                arrive(s).await;
                s.page().click("Pause").await;
                s.page().click("Clear").await;
            })
        }),
        State::new("activity-empty", "Nothing has happened yet.", |s| {
            Box::pin(async {
                arrive(s).await;
                s.page().click("Clear").await;
            })
        }),
    ])
}

/// Signs in as `user`, and opens `/activity`.
pub async fn arrive(s: &TestSystem) {
    s.page().sign_in("user").await;
    s.page().click("Activity").await;
    s.page().is_at("/activity").await;
}

/// Clears the timeline. Then sends a burst (a hundred requests at once) with an expired token, and waits until all of
/// them have succeeded.
pub async fn burst(s: &TestSystem) {
    s.page().click("Clear").await;
    s.server.expire_access_tokens();
    s.server.fault("*", Fault::Delay(PAUSE), Times::Always);
    s.page().click("Send burst").await;
    s.page().sees_status("100 of 100 succeeded").await;
}
