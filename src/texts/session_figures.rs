//! The texts about the session on `/home`, `/profile` and `/activity`: the names of its figures, and the texts of the
//! ring.

pub const YOUR_SESSION: &str = "Your session";
pub const SIGNED_OUT: &str = "You are not signed in. Sign in to see how the app keeps your session alive.";

// The ring shows two texts. The first text is the age of the access token. The second text is below the first. It says
// since which event the age counts. If nobody is signed in, the texts are `NO_AGE` and `NO_SESSION`.
pub const NO_AGE: &str = "–";
pub const NO_SESSION: &str = "no session";
pub const SINCE_SIGN_IN: &str = "since sign-in";
pub const SINCE_REFRESH: &str = "since refresh";

/// Returns the description of the ring. A screen reader reads it out in place of the two texts in the ring: `age` and
/// `since`.
pub fn token_age(age: &str, since: &str) -> String {
    format!("{age} {since}")
}

// The names of the figures.
pub const SESSION: &str = "Session";
pub const USER: &str = "Signed in as";
pub const SIGNED_IN_SINCE: &str = "Signed in since";
pub const REFRESHES: &str = "Token refreshes";
pub const LAST_REFRESH: &str = "Last refresh";
pub const SESSION_ENDS: &str = "Session ends";
pub const ENDS_UNUSED: &str = "Ends if not used";
pub const TOKEN_LIFETIME: &str = "Token lifetime";
pub const REQUESTS_OF_TAB: &str = "Requests (this tab)";
pub const REFRESHES_OF_TAB: &str = "Token refreshes (this tab)";
