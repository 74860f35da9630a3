//! Checks the ends of the session that the server announces, as the record has them after each sign-in and refresh.

use crate::protocol::SignedIn;

use super::browser::Browser;
use super::checker::{Checker, name};
use super::server::Server;

/// The server announces whole seconds, so it may announce an end that is this much too early, in ms.
const ROUNDING: u64 = 1_000;

impl Checker {
    /// Called when a tab saves a session that is signed in, after a sign-in or a refresh. The ends in the record must
    /// not be later than those of the server: otherwise the user would be warned too late or not at all. They may be
    /// earlier only by the time since the request was sent: otherwise the user would be warned of an end that has
    /// moved. If the response to a refresh was lost, for example because its tab was closed, no tab can know how far that
    /// refresh has moved the ends, so they may be earlier.
    pub(super) fn check_announced_ends(&mut self, tab: usize, saved: &SignedIn, server: &Server, now: u64) {
        let session = name(&saved.session);
        // If the cookies of two sessions may have been mixed up, or if the clock was set, the ends cannot be compared.
        if !self.exclusive || self.cleared || self.clock_set {
            return;
        }
        let Some(announced) = self.families.get(&session).and_then(|family| server.announced_ends(*family)) else {
            return;
        };
        let saved_ends = [saved.idle_ends_at(), saved.session_ends_at];
        let earliest = now - Browser::time_of(saved.renewed_at) + ROUNDING;
        for (saved_end, end) in saved_ends.into_iter().zip(announced) {
            let saved_end = saved_end.map(Browser::time_of);
            let is_early = |saved_end: u64| !self.lost_cookies && saved_end + earliest < end;
            if saved_end.is_none_or(|saved_end| saved_end > end || is_early(saved_end)) {
                self.fail(format!("tab {tab} saves {session} with the end {saved_end:?} in place of {end}"));
            }
        }
        self.reached.insert("an announced end");
    }
}
