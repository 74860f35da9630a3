//! The states of `/profile`. In one of them, the session has ended, and the sign-in form covers the page.

use super::standard;
use crate::state::{Group, State};

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
