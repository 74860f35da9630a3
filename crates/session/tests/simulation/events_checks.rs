//! Checks the stream of events (rule 17): a visible tab shows soon that its session was ended elsewhere, and that its
//! user was changed. `events.rs` checks that only one tab at a time has a stream.

use crate::protocol::Record;

use super::checker::{Checker, name};
use super::plan::{Kind, Plan};

/// How long a visible tab may show a session after its end at the server, in ms.
const LATEST: u64 = 5_000;

/// What is known about the sessions at the server, and when the tabs can know it.
#[derive(Default)]
pub struct EventsChecks {
    /// Whether the server offers a stream of events.
    offered: bool,
    /// Whether nothing in the plan delays a stream.
    prompt: bool,
    /// When each session ended at the server.
    ended_at: Vec<Option<u64>>,
    /// The last time at which a frozen tab held the lock that every refresh needs.
    blocked_at: u64,
    changes: Vec<Change>,
}

/// A change of a user, of which one tab was told.
struct Change {
    at: u64,
    tab: usize,
    family: usize,
    version: u64,
}

impl EventsChecks {
    pub fn new(plan: &Plan) -> Self {
        let slow = |kind: &Kind| {
            matches!(
                kind,
                Kind::CutStreams | Kind::Sleep(_) | Kind::SetClock(_) | Kind::ClearStorage | Kind::QuitBrowser
            )
        };
        let prompt = plan.events && plan.faults == 0 && plan.locks && plan.cookies && !plan.has(slow);
        EventsChecks { offered: plan.events, prompt, ..EventsChecks::default() }
    }
}

impl Checker {
    /// Whether the server offers a stream of events.
    pub fn has_events(&self) -> bool {
        self.events.offered
    }

    /// Called when a session is over at the server.
    pub fn session_ended_at_server(&mut self, family: usize) {
        let now = self.now();
        let ended_at = &mut self.events.ended_at;
        ended_at.resize(ended_at.len().max(family + 1), None);
        ended_at[family].get_or_insert(now);
    }

    /// Called when the server tells the stream of `tab` that the user of a session has the version `version` now.
    pub fn user_changed(&mut self, tab: usize, family: usize, version: u64) {
        let at = self.now();
        self.events.changes.push(Change { at, tab, family, version });
    }

    /// Called while a frozen tab holds the lock that every refresh needs.
    pub fn refreshes_are_blocked(&mut self) {
        self.events.blocked_at = self.now();
    }

    /// Called twice a second for each visible tab. `record` is what the tab sees, and `since` is the time at which it
    /// became visible.
    pub fn check_visible_tab(&mut self, tab: usize, record: &Record, since: u64) {
        let Some(signed_in) = record.signed_in().filter(|_| self.events.prompt) else { return };
        let session = name(&signed_in.session);
        let Some(family) = self.family(Some(&session)) else { return };
        let (now, quiet_since) = (self.now(), self.saved_last.max(self.events.blocked_at));
        let ended_at = self.events.ended_at.get(family).copied().flatten();
        if let Some(ended_at) = ended_at
            && now > ended_at.max(since).max(quiet_since) + LATEST + self.lag
        {
            self.fail(format!("tab {tab} shows {session}, which ended at {ended_at} ms"));
        }
        // The last role is the version of the user.
        let version = signed_in.user.roles.last().and_then(|role| role.parse().ok()).unwrap_or(0_u64);
        let missed = |change: &Change| {
            (change.tab, change.family) == (tab, family)
                && change.version > version
                && since <= change.at
                && now > change.at.max(quiet_since) + LATEST + self.lag
        };
        if ended_at.is_none() && self.events.changes.iter().any(missed) {
            self.fail(format!("tab {tab} does not show that the user of {session} was changed"));
        }
    }
}
