//! The texts for a session that ends or has ended.

use evergreen_session::Reason;

/// Says why the last session ended, and what the person can do.
pub fn of_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Expired => "Your session has expired. Sign in again to continue.",
        Reason::CookiesBlocked => {
            "Your session expired right after you signed in, because this browser blocks the server’s cookies. Allow cookies for this site, then sign in again."
        }
        Reason::Crossed => {
            "Two sign-ins happened at the same time in this browser, so this session has expired. Sign in again."
        }
        Reason::Inactive => "You were signed out because you were inactive. Sign in again to continue.",
        Reason::SignInAgain => "Sign in again to start a new session.",
    }
}

// The question before the idle time-out.
pub const STILL_THERE: &str = "Are you still there?";
pub const STAY_SIGNED_IN: &str = "Stay signed in";
pub const LOG_OUT_NOW: &str = "Log out now";

pub fn seconds_left(seconds: u32) -> String {
    match seconds {
        1 => "You will be signed out in 1 second.".to_owned(),
        seconds => format!("You will be signed out in {seconds} seconds."),
    }
}

/// The notice before the end of the session that the server has announced. `at` is a time of day.
pub fn session_ends(at: &str) -> String {
    format!("Your session ends at {at}. Sign in again to stay on this page.")
}

/// The notice after this end, until a request has found out that the session is over.
pub fn session_ended(at: &str) -> String {
    format!("Your session ended at {at}. Sign in again to stay on this page.")
}
