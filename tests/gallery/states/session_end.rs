//! The states before and after the end of a session: the question before the idle time-out, the notice of an announced
//! end, and the form with the reason.

use std::time::Duration;

use evergreen_backend::Config;

use crate::fixture::Fixture;
use crate::state::{Group, State};
use crate::test_system::TestSystem;

/// The states of an app with an idle time-out.
pub fn idle() -> Group {
    let states = vec![
        State::passing("idle-question", "Are you still there?", |s| {
            Box::pin(async {
                arrive_and_wait(s, 850).await;
                // The gallery changes the window's size afterwards. The question must be there by then: while a tab
                // asks, only an answer counts as use.
                s.page().sees_control("Stay signed in").await;
            })
        }),
        State::new("idle-end", "because you were inactive", |s| {
            Box::pin(async {
                arrive_and_wait(s, 1_000).await;
                s.page().sees_form().await;
            })
        }),
    ];
    Group { fixture: Fixture { idle_timeout: 900, ..Fixture::new() }, states }
}

/// The states of the app at a server that announces the end of each session.
pub fn end_announced() -> Group {
    let config = Config { announce_expiry: true, session_lifetime: Duration::from_secs(1_200), ..Config::for_tests() };
    let states = vec![
        State::new("end-notice", "Your session ends at", |s| {
            Box::pin(async {
                arrive_and_wait(s, 910).await;
            })
        }),
        State::new("end-notice-over", "Your session ended at", |s| {
            Box::pin(async {
                arrive_and_wait(s, 1_210).await;
            })
        }),
        State::new("sign-in-again", "to start a new session", |s| {
            Box::pin(async {
                arrive_and_wait(s, 910).await;
                s.page().click_button("Sign in again").await;
                s.page().sees_form().await;
            })
        }),
    ];
    Group { fixture: Fixture { config, ..Fixture::new() }, states }
}

/// Signs in, writes a note on the profile, and sets the page's clock ahead. The page then looks as if this number of
/// seconds had passed. So no test has to wait.
async fn arrive_and_wait(s: &TestSystem, seconds: u32) {
    let page = s.page();
    page.sign_in("user").await;
    page.fill("Notes", "not saved yet").await;
    let ms = seconds * 1_000;
    page.script(&format!("const device = Date.now.bind(Date); Date.now = () => device() + {ms}"), vec![]).await;
}
