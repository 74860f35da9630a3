//! Judges a run: every invariant of the design that can be seen in what was sent and saved.
//! It must not steer.

use std::collections::{BTreeMap, BTreeSet};

use evergreen::api::world::Call;
use evergreen::contract::path;
use evergreen::session::{Reason, Record, Stamp, State};

use super::server::{Access, Cookies, Mode, Server};

/// What has happened so far, and the first thing that must not happen.
#[derive(Default)]
pub struct Ledger {
    /// Whether writes may reach other tabs late: then some faults are tolerable for a moment.
    lags: bool,
    /// Whether nothing goes wrong in this run: then no refresh is one too many.
    calm: bool,
    /// A tab was killed or frozen: it may have taken an answer with it.
    pub harmed: bool,
    broken: Option<String>,
    trace: Vec<String>,
    families: BTreeMap<String, usize>,
    left: BTreeSet<String>,
    told: BTreeSet<String>,
    flights: BTreeMap<usize, Flights>,
    ended: BTreeSet<String>,
    disturbed: bool,
}

/// The calls that one tab's pages have on their way.
#[derive(Default)]
struct Flights {
    count: usize,
    /// The renewal that an answer among them showed to be good.
    good: Option<Stamp>,
}

impl Ledger {
    pub fn new(lags: bool, calm: bool) -> Self {
        Ledger { lags, calm, ..Ledger::default() }
    }

    pub fn note(&mut self, line: String) {
        self.trace.push(line);
    }

    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    pub fn trace(&self) -> String {
        self.trace.join("\n")
    }

    pub fn fail(&mut self, what: String) {
        self.note(format!("BROKEN: {what}"));
        self.broken.get_or_insert(what);
    }

    pub fn disturb(&mut self) {
        self.disturbed = true;
    }

    /// Whether cookies never reached the browser, or a request came when its token had expired on the way: some
    /// servers then rightly end the session, or keep it.
    pub fn is_disturbed(&self) -> bool {
        self.disturbed || self.harmed
    }

    /// A tab sends: a refresh only where the token has expired or is about to.
    pub fn sent(&mut self, tab: usize, call: &Call, record: &Record, server: &Server, cookies: &Cookies, now: u64) {
        self.note(format!("{now} tab {tab} sends {}", call.path));
        // Announced, a token is renewed within a tenth of its life, by the time it was asked for.
        let soon = now + server.lifetime / 10 + 250;
        let good = |access: &Access| access.expires > soon && server.family_lives(access.family);
        if self.calm
            && call.path == path::REFRESH
            && record.signed_in().is_some()
            && cookies.access.as_ref().is_some_and(good)
        {
            self.fail("a token was refreshed that was still good".to_owned());
        }
    }

    /// A tab writes the record: no false end, no session back from the dead.
    pub fn saved(&mut self, tab: usize, before: &Record, after: &Record, server: &Server, cookies: &Cookies, now: u64) {
        self.note(format!("{now} tab {tab} saves {:?}", after.state));
        match &after.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                if before.signed_in().is_none_or(|before| before.session != signed_in.session)
                    && let Some(access) = &cookies.access
                {
                    self.families.entry(session.clone()).or_insert(access.family);
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
                self.ended.insert(session);
            }
            State::SignedOut(None) => {
                if let State::Leaving { session } = &before.state {
                    self.told.insert(name(session));
                }
            }
        }
    }

    /// A tab has a page's call on its way: until one comes back with anything but 401, six at most (rule 6).
    pub fn departed(&mut self, tab: usize, renewal: Option<&Stamp>) {
        let flights = self.flights.entry(tab).or_default();
        flights.count += 1;
        if flights.count > 6 && flights.good.as_ref() != renewal {
            self.fail(format!("tab {tab} has more calls on their way than an untried token is worth"));
        }
    }

    /// It is back, with this status, where there was an answer and anybody to hear it.
    pub fn returned(&mut self, tab: usize, renewal: Option<&Stamp>, status: Option<u16>) {
        let flights = self.flights.entry(tab).or_default();
        if status.is_some_and(|status| status != 401) {
            flights.good = renewal.cloned();
        }
        flights.count -= 1;
        if flights.count == 0 {
            flights.good = None;
        }
    }

    /// A call of a page was answered: with the bytes of its own user, and after three sends at most.
    pub fn answered(&mut self, user: &str, text: &str) {
        if text.trim_matches('"') != user {
            self.fail(format!("a call of {user} was answered with {text}"));
        }
    }

    /// The end of a run, when the faults are over and everything has had time.
    pub fn settled(&mut self, record: &Record, server: &Server, unfinished: usize, held: bool) {
        if unfinished > 0 {
            self.fail(format!("{unfinished} tasks never ended"));
        }
        if held {
            self.fail("the lock was never released".to_owned());
        }
        if let Some((call, sends)) = server.sends.iter().find(|(_, sends)| **sends > 3) {
            self.fail(format!("{call} was sent {sends} times"));
        }
        if server.reuses > 0 && !self.is_disturbed() {
            self.fail("two refreshes used one token".to_owned());
        }
        match &record.state {
            State::SignedIn(signed_in) if self.left.contains(&name(&signed_in.session)) && !self.harmed => {
                self.fail("a session that was left is signed in".to_owned());
            }
            State::Leaving { .. } if !self.harmed => self.fail("the server was never told of a sign-out".to_owned()),
            _ => {}
        }
        // A sign-out that the server is said to know of is one; one that a new sign-in overtook need not be (rule 9).
        let lives_on =
            |session: &&String| self.families.get(*session).is_some_and(|family| server.family_lives(*family));
        if !self.is_disturbed()
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
