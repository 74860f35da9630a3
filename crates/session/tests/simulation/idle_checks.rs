//! Checks the idle time-out (rule 16): a session that somebody uses does not end, and a session that nobody uses ends
//! in time.

use crate::protocol::{Record, SignedIn};
use evergreen_session::Stamp;

use super::browser::Browser;
use super::checker::{Checker, name};

/// How long after its end a session may still be signed in, in a tab that runs, in ms.
const LATEST: u64 = 5_000;
/// How long after its last use a tab may tell the others, in ms: the pause between two saves, and the time until the
/// next check of the tab.
const DELAY: u64 = 1_100;

impl Checker {
    /// Called when the app is used in a tab, and the tab accepts the use.
    pub fn app_used(&mut self, tab: usize, session: &Stamp) {
        self.note(format!("tab {tab} is used"));
        let (session, now) = (name(session), self.now());
        if self.idle_since(&session).is_some_and(|idle| idle > self.idle + self.lag + DELAY) && !self.clock_set {
            self.fail(format!("tab {tab} accepts a use of {session} after its end"));
        }
        self.used.insert(session, now);
    }

    /// Called when a tab saves a session that is signed in, after a sign-in or a refresh.
    pub(super) fn idle_session_saved(&mut self, tab: usize, saved: &SignedIn, renewed: bool, now: u64) {
        let session = name(&saved.session);
        if !renewed {
            self.used.insert(session, now);
            return;
        }
        let asked_at = Browser::time_of(saved.renewed_at);
        let ended = self.used.get(&session).map(|used| used + self.idle);
        if self.idle > 0 && !self.clock_set && ended.is_some_and(|ended| asked_at > ended + self.lag + DELAY) {
            self.fail(format!("tab {tab} renews {session} after its end"));
        }
    }

    /// Called when a tab saves that a session is over because nobody used it.
    pub(super) fn session_ended_by_inactivity(&mut self, tab: usize, session: &Stamp, now: u64) {
        let session = name(session);
        self.reached.insert("an idle session");
        let used = self.used.get(&session).copied().unwrap_or_default();
        // A clock that was set forward cannot be told from a sleep.
        if now < used + self.idle && !self.clock_set {
            self.fail(format!("tab {tab} ends {session}, which was used {} ms ago", now - used));
        }
    }

    /// Called twice a second for each open tab. `record` is what the tab sees, and `written` was saved last.
    pub fn check_idle_tab(&mut self, tab: usize, record: &Record, written: &Record) {
        let Some(session) = written.signed_in().map(|signed_in| name(&signed_in.session)) else { return };
        let (Some(idle), Some(awake)) = (self.idle_since(&session), self.awake_for(tab)) else { return };
        // If the clock was set back meanwhile, only a tab that has run all the time knows how much time has passed.
        let knows = awake > LATEST + if self.clock_set { self.idle } else { 0 };
        if idle > self.idle + LATEST + self.lag && knows {
            self.fail(format!("{session} is signed in although nobody has used it for {idle} ms"));
        }
        let seen = record.signed_in().is_some();
        // A use becomes visible in the other tabs with the lag.
        let is_used = idle > self.lag && idle + self.lag + DELAY < self.idle;
        if !seen && is_used && awake > LATEST && self.saved_long_ago() && !self.clock_set {
            self.fail(format!("tab {tab} does not show {session}, which was used {idle} ms ago"));
        }
    }

    pub fn tab_sleeps(&mut self, tab: usize) {
        self.awake.remove(&tab);
    }

    pub fn tab_woke(&mut self, tab: usize) {
        let now = self.now();
        self.awake.insert(tab, now);
    }

    /// Returns how long ago the session was used, in ms.
    fn idle_since(&self, session: &str) -> Option<u64> {
        self.used.get(session).map(|used| self.now() - used)
    }

    /// Returns how long the tab has been running without interruption, in ms. `None` if it does not run now.
    fn awake_for(&self, tab: usize) -> Option<u64> {
        self.awake.get(&tab).map(|since| self.now() - since)
    }

    /// Returns whether all tabs have seen the record that was saved last.
    fn saved_long_ago(&self) -> bool {
        self.now() > self.saved_last + self.lag
    }
}
