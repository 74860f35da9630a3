//! The states of `/login`.

use evergreen_backend::{Fault, Times};
use serde_json::json;

use super::standard;
use crate::state::{Group, State};

const SIGN_IN: &str = "POST /api/auth/signin";

/// A script that sends as many sign-ins as the server allows, all at the same time. All of them have the same username
/// and a wrong password.
const GUESS: &str = "
    const [url, username] = arguments;
    const guess = () => fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ username, password: 'a guess' }),
    });
    return Promise.all(Array.from({ length: 10 }, guess)).then(() => true);";

/// A script that sends a key event to the password field while Caps Lock is on.
const CAPS_LOCK: &str = "
    const press = new KeyboardEvent('keydown', { bubbles: true, modifierCapsLock: true });
    return document.querySelector('[type=password]').dispatchEvent(press);";

/// The states of this page.
pub fn group() -> Group {
    standard([
        State::new("login", "Sign in", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.page().sees_form().await;
            })
        }),
        State::new("login-password-shown", "Hide", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.page().fill("Password", "evergreen").await;
                s.page().click("Show").await;
            })
        }),
        State::new("login-caps-lock", "Caps Lock is on.", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.page().script(CAPS_LOCK, vec![]).await;
            })
        }),
        State::new("login-missing", "Enter your password.", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.page().click_button("Login").await;
            })
        }),
        State::new("login-refused", "Bad credentials", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.page().send_sign_in("user", "not-it").await;
            })
        }),
        State::passing("login-busy", "Signing in…", |s| {
            Box::pin(async {
                s.server.fault(SIGN_IN, Fault::Hang, Times::Always);
                s.page().open("/login").await;
                s.page().send_sign_in("user", "evergreen").await;
            })
        }),
        State::new("login-limited", "Too many attempts", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                let url = format!("{}/auth/signin", s.server.api());
                s.page().script(GUESS, vec![json!(url), json!("amy")]).await;
                s.page().send_sign_in("amy", "a guess").await;
            })
        }),
        State::new("login-unreachable", "can't be reached", |s| {
            Box::pin(async {
                s.page().open("/login").await;
                s.server.fault("*", Fault::Drop, Times::Always);
                s.page().send_sign_in("user", "evergreen").await;
            })
        }),
    ])
}
