//! The states of `/register`.

use evergreen_backend::{Fault, Times};

use super::standard;
use crate::page::Page;
use crate::state::{Group, State};

const SIGN_UP: &str = "POST /api/auth/signup";

/// The states of this page.
pub fn group() -> Group {
    standard([
        State::new("register", "Create an account", |s| {
            Box::pin(async {
                s.page().open("/register").await;
            })
        }),
        State::new("register-invalid", "Enter", |s| {
            Box::pin(async {
                s.page().open("/register").await;
                send(&s.page(), "am", "no-address", "short").await;
                for field in ["Username", "Email", "Password"] {
                    s.page()
                        .wait_until(&format!("an error at {field:?}"), "return hasError(arguments[0])", field)
                        .await;
                }
            })
        }),
        State::new("register-taken", "already taken", |s| {
            Box::pin(async {
                s.page().open("/register").await;
                send(&s.page(), "user", "other@example.org", "secret12").await;
            })
        }),
        State::passing("register-busy", "Creating your account…", |s| {
            Box::pin(async {
                s.server.fault(SIGN_UP, Fault::Hang, Times::Always);
                s.page().open("/register").await;
                send(&s.page(), "bea", "bea@example.org", "secret12").await;
            })
        }),
        State::new("register-done", "User registered successfully!", |s| {
            Box::pin(async {
                s.page().open("/register").await;
                send(&s.page(), "amy", "amy@example.org", "secret12").await;
            })
        }),
    ])
}

async fn send(page: &Page<'_>, username: &str, email: &str, password: &str) {
    page.fill("Username", username).await;
    page.fill("Email", email).await;
    page.fill("Password", password).await;
    page.click_button("Sign Up").await;
}
