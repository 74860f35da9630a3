//! The texts around every page: navigation, footer, and notices about the browser.

pub const SKIP_TO_CONTENT: &str = "Skip to main content";
pub const LOADING: &str = "Loading…";
pub const SLOGAN: &str = "Sign in once, stay signed in.";

/// The name of the navigation, for screen readers.
pub const NAVIGATION: &str = "Main";
pub const MENU: &str = "Menu";
pub const LOG_OUT: &str = "Log out";

pub const THEME: &str = "Theme";
pub const SYSTEM_THEME: &str = "System";
pub const LIGHT_THEME: &str = "Light";
pub const DARK_THEME: &str = "Dark";

// Notices about the browser.
pub const OFFLINE: &str = "You are offline, or the server can’t be reached. This page may be out of date.";
pub const UNCONFIRMED_SIGN_OUT: &str =
    "You are signed out in this browser. The server will be notified as soon as it can be reached.";
pub const NO_STORAGE: &str =
    "This browser does not let the app store data, so you stay signed in only until you close or reload this page.";
pub const NO_LOCKS: &str =
    "This browser can’t coordinate several tabs here. Use only one tab, or open the app over HTTPS.";

/// The notice after a failed sign-in: `declined` tried to sign in while `user` was already signed in. Both are
/// usernames.
pub fn other_user(user: &str, declined: &str) -> String {
    format!("{user} is already signed in here, so you were not signed in as {declined}.")
}

pub const SIGN_OUT_FIRST: &str = "Sign out first";

pub fn continue_as(user: &str) -> String {
    format!("Continue as {user}")
}
