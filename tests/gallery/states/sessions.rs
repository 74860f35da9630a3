//! The states of `/sessions`.

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::state::{Group, State};
use crate::test_system::TestSystem;

const LIST: &str = "GET /api/auth/sessions";
const END_OTHERS: &str = "DELETE /api/auth/sessions";

/// A list with the sessions of several devices. One of them has a long name, which has to wrap on a narrow page.
const DEVICES: &str = r#"[
    {"id":"1","current":true,"began":"2026-11-28T09:00:00Z","lastUsed":"2026-11-29T18:20:00Z","client":"Chrome on Linux"},
    {"id":"2","current":false,"began":"2026-11-20T07:12:45Z","lastUsed":"2026-11-29T08:03:10Z","client":"Safari on iPhone"},
    {"id":"3","current":false,"began":"2026-10-02T16:40:00Z","lastUsed":"2026-11-11T20:15:31Z","client":"SamsungInternetWithAVeryLongNameThatDoesNotFitOnOneLine on Android"},
    {"id":"4","current":false,"began":"2026-09-14T10:00:00Z","lastUsed":"2026-09-14T10:00:00Z","client":""}
]"#;

/// Lets the server respond to every request for the list with this one, and opens the page.
async fn open_list(s: &TestSystem, body: &str) {
    let (content_type, body) = ("application/json".to_owned(), body.as_bytes().to_vec());
    s.server.fault(LIST, Fault::Body { status: 200, content_type, body }, Times::Always);
    s.page().sign_in("user").await;
    s.page().click_in_main("My sessions").await;
}

/// The states of this page.
pub fn group() -> Group {
    standard([
        State::new("sessions", "Safari on iPhone", |s| Box::pin(open_list(s, DEVICES))),
        State::new("sessions-only-this", "You are not signed in anywhere else.", |s| {
            Box::pin(async {
                // The sessions of `user` from the states before are still in the list of `user`.
                s.page().sign_in("moderator").await;
                s.page().click_in_main("My sessions").await;
            })
        }),
        State::new("sessions-question", "Sign out Safari on iPhone?", |s| {
            Box::pin(async {
                open_list(s, DEVICES).await;
                s.page().click_button("Sign out").await;
            })
        }),
        State::passing("sessions-ending", "Signing out…", |s| {
            Box::pin(async {
                open_list(s, DEVICES).await;
                s.server.fault(END_OTHERS, Fault::Hang, Times::Always);
                s.page().click_button("Sign out all others").await;
                s.page().click_button("Yes, sign out").await;
            })
        }),
        State::new("sessions-not-ended", "(status 503)", |s| {
            Box::pin(async {
                open_list(s, DEVICES).await;
                s.server.fault(END_OTHERS, Fault::Html(503), Times::Always);
                s.page().click_button("Sign out all others").await;
                s.page().click_button("Yes, sign out").await;
            })
        }),
        State::new("sessions-ended", "All other devices are signed out.", |s| {
            Box::pin(async {
                open_list(s, DEVICES).await;
                s.page().click_button("Sign out all others").await;
                s.page().click_button("Yes, sign out").await;
            })
        }),
        State::passing("sessions-loading", "Loading…", |s| {
            Box::pin(async {
                s.server.fault(LIST, Fault::Hang, Times::Always);
                s.page().sign_in("user").await;
                s.page().click_in_main("My sessions").await;
            })
        }),
        State::new("sessions-failed", "Try again", |s| {
            Box::pin(async {
                s.server.fault(LIST, Fault::Html(502), Times::Always);
                s.page().sign_in("user").await;
                s.page().click_in_main("My sessions").await;
            })
        }),
        State::new("sessions-empty", "The server lists no sessions.", |s| Box::pin(open_list(s, "[]"))),
    ])
}
