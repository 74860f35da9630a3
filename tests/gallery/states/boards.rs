//! The states of `/user`, `/mod` and `/admin`, and what the guard shows in their place.

use evergreen_backend::{Fault, Times};

use super::{rewrite, standard};
use crate::state::{Group, State};

const BOARD: &str = "GET /api/test/user";

/// A script for [`rewrite`]. It ends the session in the record with the reason `crossed`. In real use, a tab can do
/// this when two sign-ins happen at the same time: the late response to one sign-in may have replaced the cookies of
/// the other sign-in.
const CROSS: &str = "record = { api: record.api, reason: 'crossed' };";

/// The states of `/user`, `/mod` and `/admin`.
pub fn group() -> Group {
    standard([
        State::new("user", "User Content.", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.page().click("User").await;
            })
        }),
        State::new("moderator", "Moderator Board.", |s| {
            Box::pin(async {
                s.page().sign_in("moderator").await;
                s.page().click("Moderator Board").await;
            })
        }),
        State::new("admin", "Admin Board.", |s| {
            Box::pin(async {
                s.page().sign_in("admin").await;
                s.page().click("Admin Board").await;
            })
        }),
        State::passing("user-loading", "Loading…", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.server.fault(BOARD, Fault::Hang, Times::Always);
                s.page().click("User").await;
            })
        }),
        State::new("user-failed", "Try again", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.server.fault(BOARD, Fault::Html(502), Times::Always);
                s.page().click("User").await;
            })
        }),
        State::new("user-signed-out", "Sign in", |s| {
            Box::pin(async {
                s.page().open("/user").await;
                s.page().sees_form().await;
            })
        }),
        State::new("user-without-cookies", "Allow cookies for this site", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.clear_cookies().await;
                s.page().click("User").await;
            })
        }),
        State::new("user-crossed", "Two sign-ins happened at the same time", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.page().click("User").await;
                s.page().sees("User Content.").await;
                rewrite(s, CROSS).await;
            })
        }),
        State::new("user-refused", "Sign in again", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.server.fault(BOARD, Fault::Status(403), Times::Always);
                s.page().click("User").await;
            })
        }),
        State::new("admin-not-allowed", "not allowed", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
                s.page().open("/admin").await;
            })
        }),
    ])
}
