//! Judges a run: every invariant of `src/api/protocol.md` that can be seen in what is sent, saved and told.
//! It must not steer.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::{Record, State};
use evergreen_session::environment::LockName;
use evergreen_session::{Event, Reason, Stamp};

use super::plan::{Kind, Plan};
use super::server::{Access, Cookies, Mode, Server};
use super::traffic::Boards;

/// So many steps in one run are no work any more: the busiest takes a tenth of that.
const RESTLESS: u64 = 300_000;

/// What has happened so far, and the first thing that must not happen.
#[derive(Default)]
pub struct Ledger {
    broken: Option<String>,
    trace: Vec<String>,
    now: u64,
    /// Taken so far.
    steps: u64,

    // What the plan excuses.
    /// How late at most writes reach other tabs, in ms: until then some faults are tolerable.
    pub(super) lag: u64,
    /// Nothing goes wrong in this run: then no refresh is one too many, and no call fails.
    pub(super) calm: bool,
    /// Whether somebody asks for a refresh that no call needs.
    pub(super) on_request: bool,
    /// Tabs can wait for each other, and no frozen one was passed over.
    pub(super) orderly: bool,
    /// Somebody emptied the storage: nobody can know then what the cookies still name.
    pub(super) cleared: bool,
    pub(super) cookies: bool,
    pub(super) locks: bool,
    /// Tabs stand still in this run.
    freezes: bool,
    /// Whoever signs out goes on to run.
    pub(super) awake: bool,
    pub(super) clock_set: bool,

    // What chance excuses.
    /// Cookies never reached the browser: some servers then rightly end the session, or keep it.
    lost_cookies: bool,
    /// Somebody signed in although the server could not be told of the sign-out before.
    overtook: bool,
    /// A request may have come when its token had expired on the way.
    pub(super) slow: bool,

    families: BTreeMap<String, usize>,
    /// Sessions that were signed out of, and when.
    pub(super) left: BTreeMap<String, u64>,
    /// When a tab wrote over a sign-out that it had not seen.
    revived: Option<u64>,
    told: BTreeSet<String>,
    ended: BTreeSet<String>,
    pub(super) renewed: BTreeSet<String>,
    /// Tabs that learned of such a renewal and have not written it down yet.
    unwritten: BTreeMap<usize, String>,
    /// Tabs that wrote the record and have told nobody yet.
    owe: BTreeSet<usize>,
    /// Tabs with a call under way that sets cookies.
    pub(super) setting: Vec<usize>,
    /// Tabs that have stood still: what they had begun goes on beside what others did meanwhile.
    pub(super) stood_still: BTreeSet<usize>,
    /// Tabs with a refresh under way for their pages.
    pub(super) refreshing: Vec<usize>,
    pub(super) boards: BTreeMap<usize, Boards>,
    /// Each call of a page: how often it was sent, and the last status, where there was an answer.
    pub(super) sends: BTreeMap<String, (u32, Option<u16>)>,
    /// When each call of a page was made, or was last answered.
    pub(super) asked: BTreeMap<String, u64>,
    /// The refresh under way in each tab, by its own account, and when the last one ended.
    refresh_begun: BTreeMap<usize, u32>,
    pub(super) refresh_ended: BTreeMap<usize, u64>,
    /// How many refreshes succeeded since somebody signed out.
    pub(super) renewed_since_left: u32,
    /// How many calls the pages of each tab wait for.
    pub waiting: BTreeMap<usize, usize>,
    /// Tabs that waited for the lock they were given last.
    pub(super) contended: BTreeSet<usize>,
    /// When each tab last heard that its refresh is refused.
    pub(super) refused: BTreeMap<usize, u64>,
    /// When the record was written, before the write at hand and with it.
    written: u64,
    written_next: u64,
    /// The tab to which a renewal came under a record that names nobody, and which has not undone it yet.
    pub(super) stray: Option<usize>,
    /// What this run has come to, so that one can see what the seeds reach.
    reached: BTreeSet<&'static str>,
    /// A renewal was written down.
    has_renewed: bool,
}

/// What surrounds what happens.
pub struct Moment<'a> {
    pub server: &'a Server,
    pub cookies: &'a Cookies,
    /// The record as written last, whoever has seen it.
    pub written: Record,
    pub now: u64,
}

impl Ledger {
    pub fn new(plan: &Plan) -> Self {
        let interrupted =
            |kind: &Kind| matches!(kind, Kind::Close | Kind::Quit | Kind::Freeze(_) | Kind::Clear | Kind::Clock(_));
        Ledger {
            lag: plan.lag,
            calm: plan.faults == 0 && plan.lag == 0 && plan.locks && plan.cookies && !plan.has(interrupted),
            orderly: plan.locks,
            on_request: plan.has(|kind| *kind == Kind::Renew),
            cleared: plan.has(|kind| *kind == Kind::Clear),
            cookies: plan.cookies,
            locks: plan.locks,
            freezes: plan.has(|kind| matches!(kind, Kind::Freeze(_))),
            awake: !plan.has(|kind| matches!(kind, Kind::Freeze(_) | Kind::Close | Kind::Quit)),
            clock_set: plan.has(|kind| matches!(kind, Kind::Clock(_))),
            ..Ledger::default()
        }
    }

    /// Something ran. Whoever writes the record tells its listeners in the same breath, as soon as the lock is let go.
    pub fn stepped(&mut self, now: u64) {
        self.steps += 1;
        if self.steps > RESTLESS {
            self.fail("the tabs keep each other busy".to_owned());
        }
        self.now = now;
        if self.revived.is_some_and(|since| now > since + self.lag) {
            self.fail("a sign-out that was written over is not written again".to_owned());
        }
        if let Some(tab) = self.owe.first() {
            self.fail(format!("tab {tab} wrote the record and told nobody"));
        }
    }

    /// A lock was given. Under the rescue lock the order is the core's best guess.
    pub fn granted(&mut self, tab: usize, name: LockName, contended: bool) {
        if contended {
            self.contended.insert(tab);
        } else {
            self.contended.remove(&tab);
        }
        self.orderly &= name == LockName::Session;
        if name == LockName::Rescue && !self.freezes {
            self.fail("a tab was passed over that was only slow".to_owned());
        }
        self.reached.insert(match (name, contended) {
            (LockName::Rescue, _) => "the rescue lock",
            (LockName::Session, true) => "a contended lock",
            (LockName::Session, false) => "a free lock",
        });
    }

    pub fn note(&mut self, line: String) {
        self.trace.push(format!("{:6} ms  {line}", self.now));
    }

    pub fn fail(&mut self, what: String) {
        self.note(format!("BROKEN: {what}"));
        self.broken.get_or_insert(what);
    }

    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    pub fn trace(&self) -> String {
        self.trace.join("\n")
    }

    pub fn reached(&self) -> &BTreeSet<&'static str> {
        &self.reached
    }

    pub fn is_calm(&self) -> bool {
        self.calm
    }

    pub fn lose_cookies(&mut self) {
        self.note("cookies are lost".to_owned());
        self.lost_cookies = true;
    }

    pub fn slow(&mut self) {
        self.slow = true;
    }

    /// Somebody empties the storage, and what was written down there is forgotten.
    pub fn emptied(&mut self) {
        self.stray = None;
        self.revived = None;
    }

    /// A tab stands still. In the midst of what it does with cookies, its next request comes late.
    pub fn froze(&mut self, tab: usize) {
        self.slow |= self.setting.contains(&tab);
        self.stood_still.insert(tab);
    }

    /// Whether a page knows for sure that this server renews: its writes have reached every tab.
    pub fn knows_of_renewal(&self) -> bool {
        self.has_renewed && self.lag == 0 && !self.cleared
    }

    /// Whether the server may rightly hold sessions that this browser can't end or name any more.
    pub fn may_hold_strays(&self) -> bool {
        self.lost_cookies || self.slow || self.overtook || self.cleared || !self.orderly || !self.cookies
    }

    /// The server's own session behind one of the app's.
    pub(super) fn family(&self, session: Option<&str>) -> Option<usize> {
        self.families.get(session?).copied()
    }

    /// A page makes a call.
    pub fn asked(&mut self, what: &str, now: u64) {
        self.asked.insert(what.to_owned(), now);
    }

    /// A tab says that its refresh begins, which all calls of the tab wait for.
    pub fn refresh_begins(&mut self, tab: usize, operation: u32) {
        self.refresh_begun.insert(tab, operation);
    }

    /// A tab says that something is over; perhaps its refresh.
    pub fn refresh_ends(&mut self, tab: usize, operation: u32, now: u64) {
        if self.refresh_begun.get(&tab) == Some(&operation) {
            self.refresh_ended.insert(tab, now);
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// A page learned that a token was renewed.
    pub fn renewed(&mut self, tab: usize, renewal: Option<&Stamp>, written: &Record) {
        if written.is_signing_out() {
            self.renewed_since_left += 1;
        }
        if self.orderly && renewal.is_some() && written.signed_in().is_none() && !written.is_signing_out() {
            self.stray = Some(tab);
        }
        if let Some(renewal) = renewal.map(name) {
            self.unwritten.insert(tab, renewal.clone());
            self.renewed.insert(renewal);
        }
    }

    /// A tab writes the record: no false end, no session back from the dead.
    pub fn saved(&mut self, tab: usize, before: &Record, after: &Record, moment: &Moment<'_>, holds_lock: bool) {
        let Moment { server, cookies, written, now } = moment;
        self.note(format!("tab {tab} saves {}", told(after)));
        // A sign-in that is written down before it is sent signs nobody in: it is told with what it came to.
        if after.pending.is_none() || before.signed_in().is_some() {
            self.owe.insert(tab);
        }
        self.unwritten.remove(&tab);
        let written_now = std::mem::replace(&mut self.written_next, *now);
        self.written = written_now;
        if self.locks && !holds_lock && !matches!(after.state, State::SigningOut { .. }) {
            self.fail(format!("tab {tab} writes the record without the lock"));
        }
        let session = |record: &Record| record.signed_in().map(|signed_in| name(&signed_in.session));
        if self.orderly
            && session(written) != session(before)
            && session(written).is_some_and(|now| !self.left.contains_key(&now))
        {
            self.fail(format!("tab {tab} writes over a session that it has not seen"));
        }
        // Who left hears of it as soon as the write has come to them (rule 9).
        let back = session(after).is_some_and(|session| self.left.contains_key(&session));
        self.revived = (back && self.orderly && self.awake).then_some(*now);
        if back {
            self.reached.insert("a sign-out written over");
        }
        // The cookies of this sign-in replace those with which alone the server could be told (rule 9).
        if after.pending.is_some() && written.unconfirmed().is_some() {
            self.overtook = true;
            self.stray = None;
            if self.calm {
                self.fail(format!(
                    "tab {tab} signs in before the server was told of a sign-out, as it would have been"
                ));
            }
        }
        match &after.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                let renewed = signed_in.renewal != signed_in.session;
                // Who was passed over meanwhile can't know what became of it.
                if !renewed && before.pending.as_ref() != Some(&signed_in.session) {
                    self.fail(format!("tab {tab} signs in to a session that is not written down"));
                }
                self.has_renewed |= renewed;
                // The tab has not seen yet that nobody is named, and wanted it.
                self.stray = self.stray.filter(|_| !renewed);
                if !self.families.contains_key(&session)
                    && let Some(access) = &cookies.access
                {
                    self.families.insert(session.clone(), access.family);
                }
                if self.lag == 0 && (self.left.contains_key(&session) || self.ended.contains(&session)) {
                    self.fail(format!("session {session} is back from the dead"));
                }
            }
            State::SigningOut { session } => {
                self.stray = None;
                self.renewed_since_left = 0;
                self.left.entry(name(session)).or_insert(*now);
            }
            State::SignedOut(Some(reason)) => {
                let Some(ended) = before.signed_in() else { return };
                let session = name(&ended.session);
                let other = written.signed_in().is_some_and(|written| written.renewal != ended.renewal);
                if other && self.refused.get(&tab).is_some_and(|refused| self.written < *refused) {
                    self.fail(format!("tab {tab} ends a session that had been renewed before it was refused"));
                }
                let family = self.families.get(&session).copied();
                let alive = family.is_some_and(|family| server.is_alive(family, cookies, *now));
                // Where tabs can't wait for each other, the loser of two refreshes may hear first.
                let lost = !self.locks && server.lenient;
                if alive && *reason != Reason::Crossed && !lost {
                    self.fail(format!("session {session} was ended although the server would have renewed it"));
                }
                if *reason == Reason::Crossed && self.orderly && self.lag == 0 && !self.cleared {
                    self.fail("two sessions crossed although tabs wait for each other".to_owned());
                }
                self.reached.insert(match reason {
                    Reason::Expired => "an expired session",
                    Reason::CookiesBlocked => "blocked cookies",
                    Reason::Crossed => "crossed sessions",
                });
                if *reason == Reason::CookiesBlocked && self.cookies && !self.may_hold_strays() {
                    self.fail("cookies were called blocked that were not".to_owned());
                }
                self.ended.insert(session);
            }
            State::SignedOut(None) => {
                if let State::SigningOut { session } = &before.state
                    && after.pending.is_none()
                {
                    self.told.insert(name(session));
                }
            }
        }
    }

    /// A task of a tab tells the tab's listeners, and must hold no lock (rule 7).
    pub fn published(&mut self, tab: usize, event: Event, holds_lock: bool) {
        self.note(format!("tab {tab} publishes {event:?}"));
        self.owe.remove(&tab);
        if holds_lock {
            self.fail(format!("tab {tab} publishes {event:?} while it holds the lock"));
        }
    }

    /// A tab is gone: it owes nobody anything.
    pub fn closed(&mut self, tab: usize) {
        self.owe.remove(&tab);
        self.boards.remove(&tab);
        self.stray = self.stray.filter(|stray| *stray != tab);
        // What it knew went with it.
        if let Some(renewal) = self.unwritten.remove(&tab) {
            self.renewed.remove(&renewal);
        }
    }

    /// A call of a page was answered: with the bytes of its own user, and only while that session is the tab's.
    pub fn answered(&mut self, before: &Record, after: &Record, text: &str) {
        let (Some(before), after) = (before.signed_in(), after.signed_in()) else { return };
        // Where tabs can't wait for each other, one that stands still can't undo what its sign-in brought late.
        let helpless = !self.locks && self.freezes;
        if text.trim_matches('"') != before.user.username && !helpless {
            self.fail(format!("a call of {} was answered with {text}", before.user.username));
        }
        if after.is_none_or(|after| after.session != before.session) {
            self.fail("an answer was shown to another session than the one that asked".to_owned());
        }
    }

    /// The end of a run, when the faults are over and everything has had time.
    pub fn settled(&mut self, record: &Record, server: &Server, cookies: &Cookies, unfinished: usize, held: bool) {
        if unfinished > 0 {
            self.fail(format!("{unfinished} tasks never ended"));
        }
        if self.stray.is_some() {
            self.fail("a renewal that nobody wanted any more was not undone".to_owned());
        }
        if held {
            self.fail("the lock was never released".to_owned());
        }
        if let Some((call, times)) = server.writes.iter().find(|(_, times)| **times > 1) {
            self.fail(format!("{call} was done {times} times"));
        }
        if server.reuses > 0 && self.orderly && !self.lost_cookies {
            self.fail("two refreshes used one token".to_owned());
        }
        match &record.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                if self.left.contains_key(&session) {
                    self.fail("a session that was left is signed in".to_owned());
                }
                let family = self.families.get(&session);
                let other = |access: &Access| Some(&access.family) != family;
                if self.orderly && !self.cleared && cookies.access.as_ref().is_some_and(other) {
                    self.fail("the record names another session than the cookies".to_owned());
                }
            }
            State::SigningOut { .. } => self.fail("the server was never told of a sign-out".to_owned()),
            State::SignedOut(_) => {}
        }
        // A sign-out that the server is said to know of is one; one that a new sign-in overtook need not be (rule 9).
        let lives_on =
            |session: &&String| self.families.get(*session).is_some_and(|family| server.family_lives(*family));
        if !self.may_hold_strays()
            && server.mode != Mode::NoRefresh
            && let Some(session) = self.told.iter().find(lives_on)
        {
            self.fail(format!("session {session} lives on at the server after its sign-out"));
        }
    }
}

fn name(stamp: &Stamp) -> String {
    stamp.as_str().to_owned()
}

fn told(record: &Record) -> String {
    let state = match &record.state {
        State::SignedIn(now) => {
            format!("{} signed in, session {} renewal {}", now.user.username, name(&now.session), name(&now.renewal))
        }
        State::SigningOut { session } => format!("leaving session {}", name(session)),
        State::SignedOut(reason) => format!("signed out, {reason:?}"),
    };
    record.pending.as_ref().map_or(state.clone(), |pending| format!("{state}, pending {}", name(pending)))
}
