//! The texts for a session that ended without a sign-out.

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
    }
}
