//! The states of `/profile`. In one of them, the session has ended, and the sign-in form covers the page.

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::state::{Group, State};
use crate::test_system::TestSystem;

async fn send_password(s: &TestSystem, current: &str, new: &str) {
    let page = s.page();
    page.sign_in("user").await;
    page.fill("Current password", current).await;
    page.fill("New password", new).await;
    page.click_button("Change password").await;
}

/// The states of this page.
pub fn group() -> Group {
    standard([
        State::new("profile", "user@example.org", |s| {
            Box::pin(async {
                s.page().sign_in("user").await;
            })
        }),
        State::new("profile-many-roles", "ROLE_ADMIN", |s| {
            Box::pin(async {
                s.page().sign_in("admin").await;
            })
        }),
        State::new("password-invalid", "Use 6 to 40 characters.", |s| Box::pin(send_password(s, "", "short"))),
        State::new("password-wrong", "The current password is wrong.", |s| {
            Box::pin(send_password(s, "not-it-at-all", "secret12"))
        }),
        State::passing("password-changing", "Changing your password…", |s| {
            Box::pin(async {
                s.server.fault("POST /api/auth/password", Fault::Hang, Times::Always);
                send_password(s, "evergreen", "secret12").await;
            })
        }),
        State::new("password-changed", "All other devices are signed out.", |s| {
            Box::pin(async {
                // The further states sign in with the old password. So the server only says that it has changed it.
                let (content_type, body) = ("application/json".to_owned(), b"{}".to_vec());
                let changed = Fault::Body { status: 200, content_type, body };
                s.server.fault("POST /api/auth/password", changed, Times::Always);
                send_password(s, "evergreen", "secret12").await;
            })
        }),
        State::new("profile-expired", "Your session has expired.", |s| {
            Box::pin(async {
                let page = s.page();
                page.sign_in("user").await;
                page.fill("Notes", "not saved yet").await;
                let here = page.tab().await;
                s.server.revoke_all().await;
                s.server.expire_access_tokens();
                // A request of another tab finds that the session has ended.
                page.open_tab("/user").await;
                page.sees_alert("expired").await;
                page.to_tab(&here).await;
                page.sees_form().await;
            })
        }),
    ])
}
