//! Checks the invariants of a run. These are the rules of `src/client/rules.md`, as far as a violation can be seen in
//! the requests, the saved records and the published events. Rule numbers in the comments refer to that file.

use std::collections::{BTreeMap, BTreeSet};

use crate::protocol::Record;
use evergreen_session::environment::LockName;
use evergreen_session::{Event, Stamp};

use super::events_checks::EventsChecks;
use super::plan::{Kind, Plan};
use super::request_checks::TabRequests;
use super::server::{Cookies, Server};

/// If the executor takes more steps than this, the run counts as an endless loop. The longest run so far has taken a
/// tenth of this number.
const MAX_STEPS: u64 = 300_000;

/// What has happened in a run so far, and the first violation of an invariant.
#[derive(Default)]
pub struct Checker {
    violation: Option<String>,
    trace: Vec<String>,
    now: u64,
    /// How many steps the executor has taken so far.
    steps: u64,

    // The next fields say what the plan contains. They decide which checks apply.
    /// A write to the storage reaches the other tabs within this many milliseconds. Until then, another tab may act on
    /// the old record. So if the time is not 0, some checks are skipped, and one check fails only after this time.
    pub(super) lag: u64,
    /// True if the browser has Web Locks, and if nothing in the plan disturbs a request, a tab, the storage, the
    /// cookies or the clock. In this case, each refresh must be needed, except a refresh that a user requests. Calls
    /// may fail with a transient error only if the plan revokes sessions.
    pub(super) faultless: bool,
    /// Whether the plan contains refreshes that a user requests, or that a changed user causes. If so, a refresh is
    /// allowed even if the token is still valid.
    pub(super) on_request: bool,
    /// Whether the locks let only one tab at a time change cookies. Without Web Locks, this is false from the start.
    /// With Web Locks, this becomes false when a tab takes the rescue lock, because a frozen tab may then still hold
    /// the session lock.
    pub(super) exclusive: bool,
    /// Whether the plan clears the storage. After the clearing, the record does not say to which session the cookies
    /// belong.
    pub(super) cleared: bool,
    /// Whether the browser keeps the server's cookies.
    pub(super) cookies: bool,
    /// Whether the browser has Web Locks.
    pub(super) locks: bool,
    /// Whether the plan freezes tabs.
    freezes: bool,
    /// Whether the plan neither freezes nor closes tabs.
    pub(super) uninterrupted: bool,
    /// Whether the plan sets the device's clock.
    pub(super) clock_set: bool,

    /// What is known about the stream of events.
    pub(super) events: EventsChecks,
    /// The idle time-out in ms. 0 means that there is none.
    pub(super) idle: u64,

    // The next fields say what has happened in this run because of faults. Like the fields above, they decide which
    // checks apply.
    /// Whether the cookies of a response may have been lost. If so, the server may end the session, or keep a session
    /// that the browser does not know.
    pub(super) lost_cookies: bool,
    /// Whether a sign-in began before the server had confirmed the end of an earlier session.
    pub(super) sign_out_overtaken: bool,
    /// Whether a request was so slow that its token may have expired on the way.
    pub(super) delayed: bool,

    /// The family of each session that was saved as signed in. A family is what the server stores for one session, with
    /// all its refresh tokens. The key is the session's stamp, and the value is the index of its family. The family is
    /// read from the access cookie. If the browser has no access cookie, the session is missing here.
    pub(super) families: BTreeMap<String, usize>,
    /// The sessions that a user has signed out of, each with the time of the sign-out.
    pub(super) signed_out: BTreeMap<String, u64>,
    /// The time at which a tab overwrote a sign-out that the tab had not seen. `None` if no tab has done this, or if
    /// the record was saved or cleared afterwards. The time is noted only while `exclusive` and `uninterrupted` are
    /// true.
    pub(super) overwritten_sign_out: Option<u64>,
    /// The sessions whose sign-out the server has confirmed, as the saved records show.
    pub(super) confirmed: BTreeSet<String>,
    /// For each session: the time of its last use, in any tab.
    pub(super) used: BTreeMap<String, u64>,
    /// For each tab that runs: the time at which it was opened, or woke up last.
    pub(super) awake: BTreeMap<usize, u64>,
    /// The sessions that have ended without a sign-out, as the saved records show.
    pub(super) ended: BTreeSet<String>,
    /// The renewals under which a refresh has succeeded. A second refresh under the same renewal is unnecessary. The
    /// checker reports it as a violation, unless the tab may not have seen the result of the first refresh.
    pub(super) renewed: BTreeSet<String>,
    /// The tabs that have received a successful response to a refresh, and have not saved the record since then. The
    /// key is the number of the tab. The value is the renewal that the tab saw when it sent the refresh.
    pub(super) unsaved: BTreeMap<usize, String>,
    /// The tabs that saved the record and still have to publish an event.
    pub(super) unpublished: BTreeSet<usize>,
    /// For each request in flight that sets cookies: the number of its tab.
    pub(super) cookie_requests: Vec<usize>,
    /// The tabs that were frozen at least once. The requests of such a tab may overlap with those of other tabs.
    pub(super) was_frozen: BTreeSet<usize>,
    /// For each refresh in flight: the number of its tab. The refresh before a sign-out does not count, because no page
    /// waits for it.
    pub(super) refreshing: Vec<usize>,
    pub(super) tab_requests: BTreeMap<usize, TabRequests>,
    /// For each call of a page, by its path: how often it was sent, and the status of the response to its last request.
    /// The status is `None` if that request has no response.
    pub(super) sends: BTreeMap<String, (u32, Option<u16>)>,
    /// For each call of a page, by its path: at first, the time at which the page made the call. Whenever a request of
    /// the call ends, the time at which this request ended replaces the value.
    pub(super) waiting_since: BTreeMap<String, u64>,
    /// For each tab: the operation number of its last refresh.
    refresh_begun: BTreeMap<usize, u32>,
    /// For each tab: the time at which its last refresh ended.
    pub(super) refresh_ended: BTreeMap<usize, u64>,
    /// How many refreshes have succeeded while the record was signing out. Each sign-out begins with 0.
    pub(super) refreshes_since_sign_out: u32,
    /// For each tab: how many calls and requested refreshes its pages wait for.
    pub waiting: BTreeMap<usize, usize>,
    /// The tabs that had to wait for the last lock that they were granted.
    pub(super) contended: BTreeSet<usize>,
    /// For each tab: the time at which the tab last learned that the server had refused a refresh.
    pub(super) refused: BTreeMap<usize, u64>,
    /// The time of the second-to-last save of the record, by any tab.
    pub(super) saved_before: u64,
    /// The time of the last save of the record, by any tab.
    pub(super) saved_last: u64,
    /// The tab whose refresh succeeded although the record named no session any more. The tab has to undo this refresh.
    /// `None` if no tab has to undo a refresh now.
    pub(super) unwanted_refresh: Option<usize>,
    /// The situations that this run has reached, such as `a contended lock`. The totals over all runs show how much the
    /// seeds cover.
    pub(super) reached: BTreeSet<&'static str>,
    /// Whether a tab has saved the result of a refresh at least once.
    pub(super) has_renewed: bool,
}

/// The state of the server and of the browser at the time of a check.
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
            matches!(
                kind,
                Kind::Close
                    | Kind::QuitBrowser
                    | Kind::Freeze(_)
                    | Kind::Sleep(_)
                    | Kind::ClearStorage
                    | Kind::SetClock(_)
            )
        };
        Checker {
            lag: plan.lag,
            faultless: plan.faults == 0 && plan.lag == 0 && plan.locks && plan.cookies && !plan.has(interrupted),
            exclusive: plan.locks,
            on_request: plan.has(|kind| matches!(kind, Kind::Refresh | Kind::ChangeUser)),
            cleared: plan.has(|kind| *kind == Kind::ClearStorage),
            cookies: plan.cookies,
            locks: plan.locks,
            freezes: plan.has(|kind| matches!(kind, Kind::Freeze(_) | Kind::Sleep(_))),
            uninterrupted: !plan
                .has(|kind| matches!(kind, Kind::Freeze(_) | Kind::Sleep(_) | Kind::Close | Kind::QuitBrowser)),
            clock_set: plan.has(|kind| matches!(kind, Kind::SetClock(_))),
            idle: u64::from(plan.idle) * 1_000,
            events: EventsChecks::new(plan),
            ..Checker::default()
        }
    }

    /// Called after each step of the executor. A tab that saves the record in a step must publish an event in the same
    /// step, unless the save only marks a sign-in as pending.
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

    /// Called when a tab is granted a lock. When a tab gets the rescue lock, a frozen tab may still hold the session
    /// lock. Both tabs may then change cookies at the same time, so `exclusive` is false from then on.
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
            (LockName::Events, _) => unreachable!("the caller reports only locks for requests that set cookies"),
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

    /// Notes that this run has reached a situation.
    pub fn reach(&mut self, what: &'static str) {
        self.reached.insert(what);
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

    /// Called when the storage is cleared, which empties the record. A tab reads the record to find out whether it must
    /// undo a refresh, and whether it must save a sign-out again. An empty record may not tell the tab this. So the
    /// checker no longer requires these two steps.
    pub fn storage_cleared(&mut self) {
        self.unwanted_refresh = None;
        self.overwritten_sign_out = None;
    }

    /// Called when a tab is frozen. `delayed` becomes true if the tab has a request in flight that sets cookies. The
    /// reason is that the tab sends no requests until it continues, and by then its token may have expired.
    ///
    /// For example, a tab that signs out first sends a refresh, and then the request for the sign-out. If the tab is
    /// frozen during the refresh, it may send the request for the sign-out with an expired token. A server in
    /// `Mode::OneToken` then does not end the session. Because of `delayed`, the checker accepts this.
    pub fn tab_frozen(&mut self, tab: usize) {
        self.delayed |= self.cookie_requests.contains(&tab);
        self.was_frozen.insert(tab);
    }

    /// Returns whether every tab knows that this server supports refreshes. A tab learns this from the record after a
    /// refresh was saved. Returns `false` if writes reach other tabs late or if the plan clears the storage, because a
    /// tab may not know it then.
    pub fn knows_that_the_server_refreshes(&self) -> bool {
        self.has_renewed && self.lag == 0 && !self.cleared
    }

    /// Returns whether the server may keep sessions that this browser can no longer end. This can happen if a stamp or
    /// a cookie is lost, or if a token expires before the request for the sign-out reaches the server.
    pub fn may_keep_orphan_sessions(&self) -> bool {
        self.lost_cookies || self.delayed || self.sign_out_overtaken || self.cleared || !self.exclusive || !self.cookies
    }

    /// Returns the family of a session, or `None` if `session` is `None` or is not known.
    pub(super) fn family(&self, session: Option<&str>) -> Option<usize> {
        self.families.get(session?).copied()
    }

    /// Called when a page makes a call. `what` is the path and the query of the call.
    pub fn call_made(&mut self, what: &str, now: u64) {
        self.waiting_since.insert(what.to_owned(), now);
    }

    /// Called when the trace of a tab reports that a refresh begins. The calls of the tab that are not public wait for
    /// this refresh.
    pub fn refresh_begins(&mut self, tab: usize, operation: u32) {
        self.refresh_begun.insert(tab, operation);
    }

    /// Called when the trace of a tab reports that an operation is over. If this operation is the refresh that the tab
    /// began last, notes `now` as the end of the refresh.
    pub fn refresh_ends(&mut self, tab: usize, operation: u32, now: u64) {
        if self.refresh_begun.get(&tab) == Some(&operation) {
            self.refresh_ended.insert(tab, now);
        }
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// Called when a tab receives a successful response to a refresh. `renewal` is the renewal that the tab saw when it
    /// sent the refresh, and `written` is the record that was saved last.
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

    /// Called when a task publishes an event to the listeners of its tab. The task must hold no lock (rule 7).
    pub fn event_published(&mut self, tab: usize, event: Event, holds_lock: bool) {
        self.note(format!("tab {tab} publishes {event:?}"));
        self.unpublished.remove(&tab);
        if holds_lock {
            self.fail(format!("tab {tab} publishes {event:?} while it holds the lock"));
        }
    }

    /// Called when a tab is closed. From now on, the tab cannot publish or undo anything.
    pub fn tab_closed(&mut self, tab: usize) {
        self.unpublished.remove(&tab);
        self.tab_requests.remove(&tab);
        // When the tab is opened again, its operations are counted from the beginning.
        self.refresh_begun.remove(&tab);
        self.unwanted_refresh = self.unwanted_refresh.filter(|unwanted| *unwanted != tab);
        // The tab may have been closed after its refresh succeeded, but before it saved the result. Then no other tab
        // knows of the refresh, so another tab may send a refresh under the same renewal.
        if let Some(renewal) = self.unsaved.remove(&tab) {
            self.renewed.remove(&renewal);
        }
    }

    /// Called when a page receives a successful response to its call, if the call is not public. `before` is the record
    /// at the time of the call, and `after` is the record now. The response must belong to the user in `before`, and
    /// the session must still be the same.
    pub fn call_answered(&mut self, before: &Record, after: &Record, text: &str) {
        let (Some(before), after) = (before.signed_in(), after.signed_in()) else { return };
        // Without Web Locks, the late sign-in of a frozen tab may replace the cookies of another session, and the tab
        // cannot undo that. A call may then receive the response of another user. This is not reported as a violation.
        let helpless = !self.locks && self.freezes;
        if text.trim_matches('"') != before.user.username && !helpless {
            self.fail(format!("a call of {} received the response {text}", before.user.username));
        }
        if after.is_none_or(|after| after.session != before.session) {
            self.fail("a response was given to another session than the one that made the call".to_owned());
        }
    }
}

pub(super) fn name(stamp: &Stamp) -> String {
    stamp.as_str().to_owned()
}
