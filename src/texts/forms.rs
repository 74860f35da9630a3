//! The texts of the sign-in form and of the sign-up form.

use std::ops::RangeInclusive;

pub const USERNAME: &str = "Username";
pub const EMAIL: &str = "Email";
pub const PASSWORD: &str = "Password";
pub const SHOW_PASSWORD: &str = "Show";
pub const HIDE_PASSWORD: &str = "Hide";
pub const CAPS_LOCK: &str = "Caps Lock is on.";

pub const LOGIN: &str = "Login";
pub const SIGNING_IN: &str = "Signing in…";
pub const NO_ACCOUNT: &str = "New here?";
pub const CREATE_ACCOUNT: &str = "Create an account";

/// The button that clears the username with which a form starts.
pub fn not_user(username: &str) -> String {
    format!("Not {username}?")
}

pub const SIGN_UP: &str = "Sign Up";
pub const SIGNING_UP: &str = "Creating your account…";
pub const HAS_ACCOUNT: &str = "Already have an account?";
pub const SIGN_IN: &str = "Sign in";

/// Shown after a sign-up, if the server sends no message.
pub const SIGNED_UP: &str = "Your account has been created.";
/// Shown if the server has refused a sign-up with 401 or 403, and the response contains no message for the user.
pub const SIGN_UP_REFUSED: &str =
    "The server refused the request without giving a reason. Check the fields and try again.";

// A question before an action.
pub const CANCEL: &str = "Cancel";
pub const SIGNING_OUT: &str = "Signing out…";

// What is wrong with a field.
pub const USERNAME_MISSING: &str = "Enter your username.";
pub const PASSWORD_MISSING: &str = "Enter your password.";
pub const NEW_USERNAME_MISSING: &str = "Enter a username.";
pub const EMAIL_MISSING: &str = "Enter your email address.";
pub const EMAIL_INVALID: &str = "Enter an email address such as amy@example.org.";
pub const NEW_PASSWORD_MISSING: &str = "Choose a password.";

/// Returns the hint that says how long the text in a field may be. The error [`wrong_length`] must contain the text of
/// this hint. Then the field shows only the error. Otherwise, the field would show both.
pub fn length_hint(limits: &RangeInclusive<usize>) -> String {
    format!("{} to {} characters", limits.start(), limits.end())
}

pub fn wrong_length(limits: &RangeInclusive<usize>) -> String {
    format!("Use {} to {} characters.", limits.start(), limits.end())
}

pub fn email_too_long(limit: usize) -> String {
    format!("Use at most {limit} characters.")
}
