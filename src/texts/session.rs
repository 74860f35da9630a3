//! The texts about the session: its figures on `/home` and `/profile`.

pub const YOUR_SESSION: &str = "Your session";
pub const SIGNED_OUT: &str = "Nobody is signed in.";
pub const SIGN_IN_TO_SEE: &str = "Sign in, and see it stay fresh by itself.";

// The ring: the age of the access token, and below it from when it counts.
pub const NO_AGE: &str = "–";
pub const NO_SESSION: &str = "no session";
pub const SINCE_SIGN_IN: &str = "since sign-in";
pub const SINCE_REFRESH: &str = "since renewal";

/// The ring, for screen readers.
pub fn token_age(age: &str, since: &str) -> String {
    format!("{age} {since}")
}

// The names of the figures.
pub const SESSION: &str = "Session";
pub const USER: &str = "Signed in as";
pub const SIGNED_IN_SINCE: &str = "Signed in since";
pub const REFRESHES: &str = "Renewals";
pub const LAST_REFRESH: &str = "Last renewed";
pub const TOKEN_LIFETIME: &str = "Token lifetime";
pub const REQUESTS_OF_TAB: &str = "Calls of this tab";
pub const REFRESHES_OF_TAB: &str = "Its refreshes";
