//! Checks the invariants of a run: those of `src/client/rules.md` that show in the requests that are sent, the records that
//! are saved and the events that are published.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::{Record, State};
use evergreen_session::environment::LockName;
use evergreen_session::{Event, Reason, Stamp};

use super::plan::{Kind, Plan};
use super::request_checks::TabRequests;
use super::server::{Access, Cookies, Mode, Server};

/// A run with more steps than this counts as an endless loop. The longest run takes a tenth of them.
const MAX_STEPS: u64 = 300_000;

/// What has happened in a run so far, and the first invariant that was violated.
#[derive(Default)]
pub struct Checker {
    violation: Option<String>,
    trace: Vec<String>,
    now: u64,
    /// The steps of the executor so far.
    steps: u64,

    // What the plan allows.
    /// A write to the storage reaches the other tabs within this many milliseconds. Until then, some errors are acceptable.
    pub(super) lag: u64,
    /// The plan contains no faults. Then no refresh is superfluous, and no call fails.
    pub(super) faultless: bool,
    /// The plan contains refreshes that a user requests, although no call needs them.
    pub(super) on_request: bool,
    /// The browser has Web Locks, and no tab has taken the rescue lock yet. Then only one tab at a time changes cookies.
    pub(super) exclusive: bool,
    /// The plan clears the storage. Then no tab knows which session the cookies belong to.
    pub(super) cleared: bool,
    pub(super) cookies: bool,
    pub(super) locks: bool,
    /// The plan freezes tabs.
    freezes: bool,
    /// The plan neither freezes nor closes tabs.
    pub(super) uninterrupted: bool,
    pub(super) clock_set: bool,

    // What the random faults of this run allow.
    /// A response with cookies did not reach the browser. Then a server may end the session, or keep one that the browser
    /// cannot name.
    lost_cookies: bool,
    /// A user signed in before the server had confirmed the sign-out of the earlier session.
    sign_out_overtaken: bool,
    /// A request was so slow that its token may have expired on the way.
    pub(super) delayed: bool,

    /// The token family that the server issued for each session.
    families: BTreeMap<String, usize>,
    /// The sessions that a user signed out of, and when.
    pub(super) signed_out: BTreeMap<String, u64>,
    /// When a tab that had not seen a sign-out overwrote it.
    overwritten_sign_out: Option<u64>,
    /// The sessions whose sign-out the server has confirmed, according to the record.
    confirmed: BTreeSet<String>,
    /// The sessions that the server ended, according to the record.
    ended: BTreeSet<String>,
    /// The renewals whose token was refreshed.
    pub(super) renewed: BTreeSet<String>,
    /// The tabs that know of such a refresh and have not saved it yet.
    unsaved: BTreeMap<usize, String>,
    /// The tabs that saved the record and have not published an event yet.
    unpublished: BTreeSet<usize>,
    /// The tabs with a request in flight that sets cookies.
    pub(super) cookie_requests: Vec<usize>,
    /// The tabs that were frozen once. After that, their requests may overlap with those of other tabs.
    pub(super) was_frozen: BTreeSet<usize>,
    /// The tabs with a refresh in flight that their pages wait for.
    pub(super) refreshing: Vec<usize>,
    pub(super) tab_requests: BTreeMap<usize, TabRequests>,
    /// For each call of a page: how often it was sent, and the status of its last response, if there was one.
    pub(super) sends: BTreeMap<String, (u32, Option<u16>)>,
    /// For each call of a page: when it was made, or when its last request ended.
    pub(super) waiting_since: BTreeMap<String, u64>,
    /// The number of the last refresh that each tab began, as its trace reports it.
    refresh_begun: BTreeMap<usize, u32>,
    /// When the last refresh of each tab ended.
    pub(super) refresh_ended: BTreeMap<usize, u64>,
    /// How many refreshes have succeeded since the last sign-out.
    pub(super) refreshes_since_sign_out: u32,
    /// How many calls the pages of each tab wait for.
    pub waiting: BTreeMap<usize, usize>,
    /// The tabs that had to wait for the lock that they were granted last.
    pub(super) contended: BTreeSet<usize>,
    /// When each tab last received a refusal of its refresh.
    pub(super) refused: BTreeMap<usize, u64>,
    /// When the record was saved before the last time.
    saved_before: u64,
    /// When the record was saved last.
    saved_last: u64,
    /// The tab whose refresh succeeded although the record names no session, and which has not undone it yet.
    pub(super) unwanted_refresh: Option<usize>,
    /// The situations that this run reached. The totals show how much the seeds cover.
    reached: BTreeSet<&'static str>,
    /// A refresh was saved at least once.
    has_renewed: bool,
}

/// The state of the server and the browser when something happens.
pub struct Snapshot<'a> {
    pub server: &'a Server,
    pub cookies: &'a Cookies,
    /// The record as it was saved last, even if not every tab has seen it yet.
    pub written: Record,
    pub now: u64,
}

impl Checker {
    pub fn new(plan: &Plan) -> Self {
        let interrupted = |kind: &Kind| {
            matches!(kind, Kind::Close | Kind::QuitBrowser | Kind::Freeze(_) | Kind::ClearStorage | Kind::SetClock(_))
        };
        Checker {
            lag: plan.lag,
            faultless: plan.faults == 0 && plan.lag == 0 && plan.locks && plan.cookies && !plan.has(interrupted),
            exclusive: plan.locks,
            on_request: plan.has(|kind| *kind == Kind::Refresh),
            cleared: plan.has(|kind| *kind == Kind::ClearStorage),
            cookies: plan.cookies,
            locks: plan.locks,
            freezes: plan.has(|kind| matches!(kind, Kind::Freeze(_))),
            uninterrupted: !plan.has(|kind| matches!(kind, Kind::Freeze(_) | Kind::Close | Kind::QuitBrowser)),
            clock_set: plan.has(|kind| matches!(kind, Kind::SetClock(_))),
            ..Checker::default()
        }
    }

    /// The executor ran one step. A tab that saves the record must publish an event within the same step.
    pub fn step_taken(&mut self, now: u64) {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.fail("the run does not come to rest".to_owned());
        }
        self.now = now;
        if self.overwritten_sign_out.is_some_and(|since| now > since + self.lag) {
            self.fail("a sign-out was overwritten and is not saved again".to_owned());
        }
        if let Some(tab) = self.unpublished.first() {
            self.fail(format!("tab {tab} saved the record and published no event"));
        }
    }

    /// A tab was granted a lock. From the first rescue lock on, two tabs may change cookies at the same time.
    pub fn lock_granted(&mut self, tab: usize, name: LockName, contended: bool) {
        if contended {
            self.contended.insert(tab);
        } else {
            self.contended.remove(&tab);
        }
        self.exclusive &= name == LockName::Session;
        if name == LockName::Rescue && !self.freezes {
            self.fail("the rescue lock was taken although no tab is frozen".to_owned());
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
        self.note(format!("VIOLATION: {what}"));
        self.violation.get_or_insert(what);
    }

    pub fn violation(&self) -> Option<&str> {
        self.violation.as_deref()
    }

    pub fn trace(&self) -> String {
        self.trace.join("\n")
    }

    pub fn reached(&self) -> &BTreeSet<&'static str> {
        &self.reached
    }

    pub fn is_faultless(&self) -> bool {
        self.faultless
    }

    pub fn lose_cookies(&mut self) {
        self.note("cookies are lost".to_owned());
        self.lost_cookies = true;
    }

    pub fn request_delayed(&mut self) {
        self.delayed = true;
    }

    /// Somebody clears the storage. What the tabs have saved there is lost.
    pub fn storage_cleared(&mut self) {
        self.unwanted_refresh = None;
        self.overwritten_sign_out = None;
    }

    /// A tab is frozen. If it is about to change cookies, its next request will be late.
    pub fn tab_frozen(&mut self, tab: usize) {
        self.delayed |= self.cookie_requests.contains(&tab);
        self.was_frozen.insert(tab);
    }

    /// Returns whether every tab knows that this server supports refresh.
    pub fn knows_that_the_server_refreshes(&self) -> bool {
        self.has_renewed && self.lag == 0 && !self.cleared
    }

    /// Returns whether the server may hold sessions that this browser can no longer name or end.
    pub fn may_keep_orphan_sessions(&self) -> bool {
        self.lost_cookies || self.delayed || self.sign_out_overtaken || self.cleared || !self.exclusive || !self.cookies
    }

    /// The token family of a session.
    pub(super) fn family(&self, session: Option<&str>) -> Option<usize> {
        self.families.get(session?).copied()
    }

    /// A page made a call.
    pub fn call_made(&mut self, what: &str, now: u64) {
        self.waiting_since.insert(what.to_owned(), now);
    }

    /// The trace of a tab reports that a refresh begins. All calls of the tab wait for it.
    pub fn refresh_begins(&mut self, tab: usize, operation: u32) {
        self.refresh_begun.insert(tab, operation);
    }

    /// The trace of a tab reports that an operation is over, which may be its refresh.
    pub fn refresh_ends(&mut self, tab: usize, operation: u32, now: u64) {
        if self.refresh_begun.get(&tab) == Some(&operation) {
            self.refresh_ended.insert(tab, now);
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// A tab received a successful response to a refresh.
    pub fn token_refreshed(&mut self, tab: usize, renewal: Option<&Stamp>, written: &Record) {
        if written.is_signing_out() {
            self.refreshes_since_sign_out += 1;
        }
        if self.exclusive && renewal.is_some() && written.signed_in().is_none() && !written.is_signing_out() {
            self.unwanted_refresh = Some(tab);
        }
        if let Some(renewal) = renewal.map(name) {
            self.unsaved.insert(tab, renewal.clone());
            self.renewed.insert(renewal);
        }
    }

    /// A tab saves the record. It must not end a session that the server would renew, nor restore one that is over.
    pub fn record_saved(
        &mut self,
        tab: usize,
        before: &Record,
        after: &Record,
        snapshot: &Snapshot<'_>,
        holds_lock: bool,
    ) {
        let Snapshot { server, cookies, written, now } = snapshot;
        self.note(format!("tab {tab} saves {}", describe(after)));
        // A sign-in is saved as pending before it is sent. Its event is published after the response.
        if after.pending.is_none() || before.signed_in().is_some() {
            self.unpublished.insert(tab);
        }
        self.unsaved.remove(&tab);
        self.saved_before = std::mem::replace(&mut self.saved_last, *now);
        if self.locks && !holds_lock && !matches!(after.state, State::SigningOut { .. }) {
            self.fail(format!("tab {tab} saves the record without the lock"));
        }
        let session = |record: &Record| record.signed_in().map(|signed_in| name(&signed_in.session));
        if self.exclusive
            && session(written) != session(before)
            && session(written).is_some_and(|now| !self.signed_out.contains_key(&now))
        {
            self.fail(format!("tab {tab} overwrites a session that it has not seen"));
        }
        // The tab that signed out must save the sign-out again as soon as it sees this write (rule 9).
        let back = session(after).is_some_and(|session| self.signed_out.contains_key(&session));
        self.overwritten_sign_out = (back && self.exclusive && self.uninterrupted).then_some(*now);
        if back {
            self.reached.insert("an overwritten sign-out");
        }
        // The cookies of this sign-in replace the cookies that are needed to sign out of the earlier session (rule 9).
        if after.pending.is_some() && written.unconfirmed().is_some() {
            self.sign_out_overtaken = true;
            self.unwanted_refresh = None;
            if self.faultless {
                self.fail(format!("tab {tab} signs in before the server has confirmed the sign-out"));
            }
        }
        match &after.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                let renewed = signed_in.renewal != signed_in.session;
                // If another tab has taken the rescue lock meanwhile, it may have ended this session.
                if !renewed && before.pending.as_ref() != Some(&signed_in.session) {
                    self.fail(format!("tab {tab} signs in to a session that was not saved as pending"));
                }
                self.has_renewed |= renewed;
                // The tab had not seen yet that the session is over, so the refresh was not unwanted.
                self.unwanted_refresh = self.unwanted_refresh.filter(|_| !renewed);
                if !self.families.contains_key(&session)
                    && let Some(access) = &cookies.access
                {
                    self.families.insert(session.clone(), access.family);
                }
                if self.lag == 0 && (self.signed_out.contains_key(&session) || self.ended.contains(&session)) {
                    self.fail(format!("session {session} was restored after its end"));
                }
            }
            State::SigningOut { session } => {
                self.unwanted_refresh = None;
                self.refreshes_since_sign_out = 0;
                self.signed_out.entry(name(session)).or_insert(*now);
            }
            State::SignedOut(Some(reason)) => {
                let Some(ended) = before.signed_in() else { return };
                let session = name(&ended.session);
                let other = written.signed_in().is_some_and(|written| written.renewal != ended.renewal);
                if other && self.refused.get(&tab).is_some_and(|refused| self.saved_before < *refused) {
                    self.fail(format!("tab {tab} ends a session that was renewed before the refusal"));
                }
                let family = self.families.get(&session).copied();
                let alive = family.is_some_and(|family| server.is_alive(family, cookies, *now));
                // Without Web Locks, two tabs may refresh at once, and the refusal of one may arrive first.
                let lost = !self.locks && server.lenient;
                if alive && *reason != Reason::Crossed && !lost {
                    self.fail(format!("session {session} was ended although the server would have renewed it"));
                }
                if *reason == Reason::Crossed && self.exclusive && self.lag == 0 && !self.cleared {
                    self.fail("two sessions crossed although the browser has Web Locks".to_owned());
                }
                self.reached.insert(match reason {
                    Reason::Expired => "an expired session",
                    Reason::CookiesBlocked => "blocked cookies",
                    Reason::Crossed => "crossed sessions",
                });
                if *reason == Reason::CookiesBlocked && self.cookies && !self.may_keep_orphan_sessions() {
                    self.fail("cookies were reported as blocked that were not".to_owned());
                }
                self.ended.insert(session);
            }
            State::SignedOut(None) => {
                if let State::SigningOut { session } = &before.state
                    && after.pending.is_none()
                {
                    self.confirmed.insert(name(session));
                }
            }
        }
    }

    /// A task publishes an event to the listeners of its tab. It must hold no lock (rule 7).
    pub fn event_published(&mut self, tab: usize, event: Event, holds_lock: bool) {
        self.note(format!("tab {tab} publishes {event:?}"));
        self.unpublished.remove(&tab);
        if holds_lock {
            self.fail(format!("tab {tab} publishes {event:?} while it holds the lock"));
        }
    }

    /// A tab was closed. It cannot publish or undo anything any more.
    pub fn tab_closed(&mut self, tab: usize) {
        self.unpublished.remove(&tab);
        self.tab_requests.remove(&tab);
        self.unwanted_refresh = self.unwanted_refresh.filter(|unwanted| *unwanted != tab);
        // Only the closed tab knew of this refresh.
        if let Some(renewal) = self.unsaved.remove(&tab) {
            self.renewed.remove(&renewal);
        }
    }

    /// A page received the response to its call. It must be of the page's own user, and the session must still be the same.
    pub fn call_answered(&mut self, before: &Record, after: &Record, text: &str) {
        let (Some(before), after) = (before.signed_in(), after.signed_in()) else { return };
        // Without Web Locks, a frozen tab cannot undo that its late sign-in replaced the cookies.
        let helpless = !self.locks && self.freezes;
        if text.trim_matches('"') != before.user.username && !helpless {
            self.fail(format!("a call of {} received the response {text}", before.user.username));
        }
        if after.is_none_or(|after| after.session != before.session) {
            self.fail("a response was given to another session than the one that made the call".to_owned());
        }
    }

    /// The run is over: the faults have ended, and every tab has had time to finish.
    pub fn run_ended(&mut self, record: &Record, server: &Server, cookies: &Cookies, unfinished: usize, held: bool) {
        if unfinished > 0 {
            self.fail(format!("{unfinished} tasks never ended"));
        }
        if self.unwanted_refresh.is_some() {
            self.fail("a refresh of a session that was over was not undone".to_owned());
        }
        if held {
            self.fail("the lock was never released".to_owned());
        }
        if let Some((call, times)) = server.writes.iter().find(|(_, times)| **times > 1) {
            self.fail(format!("{call} was executed {times} times"));
        }
        if server.reuses > 0 && self.exclusive && !self.lost_cookies {
            self.fail("two refreshes used one token".to_owned());
        }
        match &record.state {
            State::SignedIn(signed_in) => {
                let session = name(&signed_in.session);
                if self.signed_out.contains_key(&session) {
                    self.fail("a session that was signed out of is signed in".to_owned());
                }
                let family = self.families.get(&session);
                let other = |access: &Access| Some(&access.family) != family;
                if self.exclusive && !self.cleared && cookies.access.as_ref().is_some_and(other) {
                    self.fail("the record names another session than the cookies".to_owned());
                }
            }
            State::SigningOut { .. } => self.fail("a sign-out was never confirmed".to_owned()),
            State::SignedOut(_) => {}
        }
        // A confirmed sign-out must have ended the session, unless a new sign-in came before the confirmation (rule 9).
        let lives_on =
            |session: &&String| self.families.get(*session).is_some_and(|family| server.family_lives(*family));
        if !self.may_keep_orphan_sessions()
            && server.mode != Mode::NoRefresh
            && let Some(session) = self.confirmed.iter().find(lives_on)
        {
            self.fail(format!("session {session} is still valid at the server after its sign-out"));
        }
    }
}

fn name(stamp: &Stamp) -> String {
    stamp.as_str().to_owned()
}

fn describe(record: &Record) -> String {
    let state = match &record.state {
        State::SignedIn(now) => {
            format!("{} signed in, session {} renewal {}", now.user.username, name(&now.session), name(&now.renewal))
        }
        State::SigningOut { session } => format!("signing out of session {}", name(session)),
        State::SignedOut(reason) => format!("signed out, {reason:?}"),
    };
    record.pending.as_ref().map_or(state.clone(), |pending| format!("{state}, pending {}", name(pending)))
}
