//! Judges a run: every invariant of the design that can be seen in what is sent, saved and told.
//! It must not steer.

use std::collections::{BTreeMap, BTreeSet};

use evergreen::bus::Event;
use evergreen::contract::path;
use evergreen::session::{Reason, Record, Stamp, State};

use super::flight::Flight;
use super::plan::{Kind, Plan};
use super::server::{Access, Cookies, Mode, Server};

/// What has happened so far, and the first thing that must not happen.
#[derive(Default)]
pub struct Ledger {
    broken: Option<String>,
    trace: Vec<String>,
    now: u64,

    // What the plan excuses.
    /// Writes may reach other tabs late: then some faults are tolerable for a moment.
    lags: bool,
    /// Nothing goes wrong in this run: then no refresh is one too many, and no call fails.
    calm: bool,
    /// Tabs can wait for each other, and nobody stands still while they do.
    orderly: bool,
    /// Somebody emptied the storage: nobody can know then what the cookies still name.
    cleared: bool,
    cookies: bool,
    locks: bool,
    clock_set: bool,

    // What chance excuses.
    /// Cookies never reached the browser: some servers then rightly end the session, or keep it.
    lost_cookies: bool,
    /// A request may have come when its token had expired on the way.
    slow: bool,

    families: BTreeMap<String, usize>,
    left: BTreeSet<String>,
    told: BTreeSet<String>,
    ended: BTreeSet<String>,
    renewed: BTreeSet<String>,
    /// Tabs that wrote the record and have told nobody yet.
    owe: BTreeSet<usize>,
    /// Tabs with a call under way that sets cookies.
    setting: Vec<usize>,
    /// Tabs with a refresh under way for their pages.
    refreshing: Vec<usize>,
    boards: BTreeMap<usize, Boards>,
    /// A renewal was written down.
    has_renewed: bool,
}

/// The calls that one tab's pages have on their way.
#[derive(Default)]
struct Boards {
    count: usize,
    /// The renewal that an answer among them showed to be good.
    good: Option<Stamp>,
}

impl Ledger {
    pub fn new(plan: &Plan) -> Self {
        let interrupted =
            |kind: &Kind| matches!(kind, Kind::Close | Kind::Quit | Kind::Freeze(_) | Kind::Clear | Kind::Clock(_));
        Ledger {
            lags: plan.lag > 0,
            calm: plan.faults == 0 && plan.lag == 0 && plan.locks && plan.cookies && !plan.has(interrupted),
            orderly: plan.locks && !plan.has(|kind| matches!(kind, Kind::Freeze(_))),
            cleared: plan.has(|kind| *kind == Kind::Clear),
            cookies: plan.cookies,
            locks: plan.locks,
            clock_set: plan.has(|kind| matches!(kind, Kind::Clock(_))),
            ..Ledger::default()
        }
    }

    pub fn at(&mut self, now: u64) {
        self.now = now;
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

    /// Whether a page knows for sure that this server renews: its writes have reached every tab.
    pub fn knows_of_renewal(&self) -> bool {
        self.has_renewed && !self.lags && !self.cleared
    }

    /// Whether the server may rightly hold sessions that this browser can't end or name any more.
    pub fn may_hold_strays(&self) -> bool {
        self.lost_cookies || self.slow || self.cleared || !self.orderly || !self.cookies
    }

    /// A tab sends: a refresh only where one is needed, one call at a time that sets cookies, and six calls at most
    /// under a token that nobody has tried (rules 4, 6, 7).
    pub fn departed(&mut self, flight: &Flight, server: &Server, cookies: &Cookies, now: u64, held: Option<u64>) {
        let Flight { tab, path, renewal, .. } = flight;
        self.note(format!("tab {tab} sends {path}"));
        if flight.sets_cookies() && self.orderly && !self.setting.is_empty() {
            self.fail(format!("tab {tab} sends {path} while another call that sets cookies is on its way"));
        }
        if flight.sets_cookies() && self.locks && !self.clock_set && held.is_none_or(|held| held > 10_100) {
            self.fail(format!("tab {tab} sends {path} {held:?} ms into a hold"));
        }
        if path == path::REFRESH
            && let Some(renewal) = renewal
        {
            self.refreshing.push(*tab);
            // Announced, a token is renewed within a tenth of its life, by the time it was asked for.
            let soon = now + server.lifetime / 10 + 250;
            let good = |access: &Access| access.expires > soon && server.family_lives(access.family);
            if self.calm && cookies.access.as_ref().is_some_and(good) {
                self.fail("a token was refreshed that was still good".to_owned());
            }
            if self.orderly && !self.lags && self.renewed.contains(renewal.as_str()) {
                self.fail(format!("renewal {} was refreshed twice", renewal.as_str()));
            }
        }
        if flight.sets_cookies() {
            self.setting.push(*tab);
            return;
        }
        if self.refreshing.contains(tab) {
            self.fail(format!("tab {tab} sends {path} during a refresh of its own"));
        }
        let announced = server.announce && server.mode != Mode::NoRefresh && server.lifetime >= 4_000;
        let dead = |access: &Access| access.expires <= now && server.family_lives(access.family);
        if self.calm && announced && renewal.is_some() && cookies.access.as_ref().is_some_and(dead) {
            self.fail(format!("tab {tab} sends {path} although its token was known to have expired"));
        }
        let boards = self.boards.entry(*tab).or_default();
        boards.count += 1;
        if boards.count > 6 && boards.good != *renewal {
            self.fail(format!("tab {tab} has more calls on their way than an untried token is worth"));
        }
    }

    /// It is back, or nobody waits for it any more.
    pub fn returned(&mut self, flight: &Flight) {
        if flight.sets_cookies() {
            let at = self.setting.iter().position(|tab| *tab == flight.tab);
            at.map(|at| self.setting.swap_remove(at));
            if flight.given_up {
                self.lose_cookies();
            }
            if flight.path == path::REFRESH && flight.renewal.is_some() {
                let at = self.refreshing.iter().position(|tab| *tab == flight.tab);
                at.map(|at| self.refreshing.swap_remove(at));
            }
            return;
        }
        let boards = self.boards.entry(flight.tab).or_default();
        if flight.status.is_some_and(|status| status != 401) {
            boards.good = flight.renewal.clone();
        }
        boards.count -= 1;
        if boards.count == 0 {
            boards.good = None;
        }
    }

    /// A page learned that a token was renewed.
    pub fn renewed(&mut self, renewal: Option<&Stamp>) {
        self.renewed.extend(renewal.map(|renewal| renewal.as_str().to_owned()));
    }

    /// A tab writes the record: no false end, no session back from the dead.
    pub fn saved(&mut self, tab: usize, before: &Record, after: &Record, server: &Server, cookies: &Cookies, now: u64) {
        self.note(format!("tab {tab} saves {}", state(&after.state)));
        self.owe.insert(tab);
        match &after.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                self.has_renewed |= signed_in.renewal != signed_in.session;
                if !self.families.contains_key(&session)
                    && let Some(access) = &cookies.access
                {
                    self.families.insert(session.clone(), access.family);
                }
                if !self.lags && (self.left.contains(&session) || self.ended.contains(&session)) {
                    self.fail(format!("session {session} is back from the dead"));
                }
            }
            State::Leaving { session } => {
                self.left.insert(name(session));
            }
            State::SignedOut(Some(reason)) => {
                let Some(ended) = before.signed_in() else { return };
                let session = name(&ended.session);
                let family = self.families.get(&session).copied();
                let alive = family.is_some_and(|family| server.is_alive(family, cookies, now));
                if alive && *reason != Reason::Crossed {
                    self.fail(format!("session {session} was ended although the server would have renewed it"));
                }
                if *reason == Reason::Crossed && self.orderly && !self.lags && !self.cleared {
                    self.fail("two sessions crossed although tabs wait for each other".to_owned());
                }
                if *reason == Reason::CookiesBlocked && self.cookies && !self.may_hold_strays() {
                    self.fail("cookies were called blocked that were not".to_owned());
                }
                self.ended.insert(session);
            }
            State::SignedOut(None) => {
                if let State::Leaving { session } = &before.state {
                    self.told.insert(name(session));
                }
            }
        }
    }

    /// A tab tells its listeners; of what was done under the lock only once that is released (rule 7).
    pub fn published(&mut self, tab: usize, event: Event, holds_lock: bool) {
        self.note(format!("tab {tab} publishes {event:?}"));
        self.owe.remove(&tab);
        if holds_lock && matches!(event, Event::Renewed | Event::Ended | Event::SignedIn) {
            self.fail(format!("tab {tab} publishes {event:?} while it holds the lock"));
        }
    }

    /// A tab is gone: it owes nobody anything.
    pub fn closed(&mut self, tab: usize) {
        self.owe.remove(&tab);
        self.boards.remove(&tab);
    }

    /// A call of a page was answered: with the bytes of its own user, and only while that session is the tab's.
    pub fn answered(&mut self, before: &Record, after: &Record, text: &str) {
        let (Some(before), after) = (before.signed_in(), after.signed_in()) else { return };
        if text.trim_matches('"') != before.user.username {
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
        if held {
            self.fail("the lock was never released".to_owned());
        }
        if let Some(tab) = self.owe.first() {
            self.fail(format!("tab {tab} wrote the record and told nobody"));
        }
        if let Some((call, sends)) = server.sends.iter().find(|(_, sends)| **sends > 3) {
            self.fail(format!("{call} was sent {sends} times"));
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
                if self.left.contains(&session) {
                    self.fail("a session that was left is signed in".to_owned());
                }
                let family = self.families.get(&session);
                let other = |access: &Access| Some(&access.family) != family;
                if self.orderly && !self.cleared && cookies.access.as_ref().is_some_and(other) {
                    self.fail("the record names another session than the cookies".to_owned());
                }
            }
            State::Leaving { .. } => self.fail("the server was never told of a sign-out".to_owned()),
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

fn state(state: &State) -> String {
    match state {
        State::SignedIn(now) => {
            format!("{} signed in, session {} renewal {}", now.user.username, name(&now.session), name(&now.renewal))
        }
        State::Leaving { session } => format!("leaving session {}", name(session)),
        State::SignedOut(reason) => format!("signed out, {reason:?}"),
    }
}
