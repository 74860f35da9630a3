//! The plan of a run: the server, the tabs, the actions of the users, and the faults. A plan consists of plain values,
//! so that a failing plan can be made smaller.

use std::fmt;

use super::server::Mode;

/// The time at which the actions and the faults of a run usually end, in ms.
pub const ACTIONS_END: u64 = 60_000;

/// Everything that determines a run: the same plan always gives the same run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The seed of the random numbers. They decide what the other fields leave open, such as which task runs next, and
    /// which request meets which fault.
    pub rng_seed: u64,
    pub mode: Mode,
    /// How the server reacts to a refresh token that it no longer accepts. If true, the server only refuses the
    /// request. If false, it also revokes the session.
    pub lenient: bool,
    pub tabs: usize,
    /// How long an access token is valid, in ms. It is a multiple of 1000, because the server announces it in seconds.
    pub lifetime: u64,
    /// Whether the server announces how long an access token is valid.
    pub announce: bool,
    /// Whether the server checks the token of every request, even for public content.
    pub checks_all: bool,
    /// If not 0, each refresh fails after about this many milliseconds, until the faults of the run end.
    pub failing_refreshes: u64,
    /// Whether the browser has Web Locks.
    pub locks: bool,
    /// Whether the browser keeps the server's cookies.
    pub cookies: bool,
    /// A write to the storage reaches the other tabs within this many milliseconds.
    pub lag: u64,
    /// The percentage of requests that meet a fault.
    pub faults: u64,
    /// Whether the browser sends an `online` event when the faults end. Otherwise the tabs have to retry by themselves.
    pub online: bool,
    /// The idle time-out in seconds. 0 means that there is none.
    pub idle: u32,
    /// Whether the server offers a stream of events.
    pub events: bool,
    /// The time at which the actions and the faults end, in ms.
    pub actions_end: u64,
    pub actions: Vec<Action>,
}

/// Something that happens at a given time, mostly in one tab.
#[derive(Clone, Debug)]
pub struct Action {
    /// The time of the action, in ms since the run began.
    pub at: u64,
    /// The number of the tab. If a page or a user acts in a closed tab, the tab is opened first.
    pub tab: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page makes this many calls at the same time.
    Calls(u64),
    /// A page makes a call that changes something at the server.
    Write,
    /// A page makes a call for public content.
    Public,
    /// A page makes this many calls at the same time, and each response takes 12 s. If the number is even, the headers
    /// arrive after 12 s. If it is odd, the headers arrive at once, and the body takes 12 s.
    SlowCalls(u64),
    /// A user requests a refresh.
    Refresh,
    /// A page makes a call and cancels it after this many milliseconds.
    CancelledCall(u64),
    /// A form signs in the user with this number.
    SignIn(u64),
    SignOut,
    /// The server revokes all sessions.
    Revoke,
    /// The tab is frozen for this many milliseconds.
    Freeze(u64),
    /// The tab is closed.
    Close,
    /// All tabs are closed. If the server has no refresh, its cookies are session cookies, so the browser drops them.
    QuitBrowser,
    /// The storage is cleared.
    ClearStorage,
    /// A user does something in the tab that counts as use.
    Use,
    /// Something that counts as use goes on in the tab for this many milliseconds.
    LongUse(u64),
    /// The device sleeps for this many milliseconds.
    Sleep(u64),
    /// The page of the tab becomes visible.
    Show,
    /// The page of the tab is hidden.
    Hide,
    /// The session of this browser is ended from another browser.
    EndElsewhere,
    /// The roles of the user of this browser's session are changed at the server.
    ChangeUser,
    /// The server ends all streams of events without an event.
    CutStreams,
    /// The device's clock is set this many hours ahead of the real time. A negative number sets the clock back.
    SetClock(i64),
}

impl Plan {
    /// Returns the random plan of a seed. The same seed always gives the same plan.
    pub fn new(seed: u64) -> Plan {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mode = [Mode::OneToken, Mode::Grace, Mode::Strict, Mode::NoRefresh][rng.usize(0..4)];
        let tabs = rng.usize(1..=5);
        // Each level allows the faults of the level below, and further kinds of faults. There are no faults at level 0,
        // so the strictest checks apply there.
        let fault_level = rng.u32(0..4);
        let mut plan = Plan {
            rng_seed: rng.u64(..),
            mode,
            lenient: rng.u32(0..3) == 0,
            tabs,
            lifetime: 1000 * rng.u64(2..10),
            announce: rng.bool(),
            checks_all: rng.bool(),
            failing_refreshes: 0,
            locks: fault_level < 3 || rng.u32(0..10) > 0,
            cookies: fault_level < 3 || rng.u32(0..20) > 0,
            lag: if fault_level >= 1 && rng.bool() { rng.u64(0..45) } else { 0 },
            faults: if fault_level >= 1 && rng.u32(0..4) > 0 { rng.u64(5..30) } else { 0 },
            online: rng.bool(),
            idle: 0,
            events: false,
            actions_end: ACTIONS_END,
            actions: Vec::new(),
        };
        for _ in 0..rng.usize(3..33) {
            let kind = Kind::any(&mut rng, fault_level);
            plan.actions.push(Action { at: rng.u64(0..ACTIONS_END), tab: rng.usize(0..tabs), kind });
        }
        match seed % 6 {
            0 => super::idle::plan(&mut plan, fault_level),
            3 => super::events::plan(&mut plan, fault_level),
            _ => {}
        }
        plan.actions.sort_by_key(|action| action.at);
        plan
    }

    /// Returns a plan with these actions, two tabs, tokens that are valid for 2 s, and no faults.
    pub fn scripted(mode: Mode, rng_seed: u64, actions: Vec<Action>) -> Plan {
        Plan {
            rng_seed,
            mode,
            lenient: false,
            tabs: 2,
            lifetime: 2_000,
            announce: false,
            checks_all: false,
            failing_refreshes: 0,
            locks: true,
            cookies: true,
            lag: 0,
            faults: 0,
            online: true,
            idle: 0,
            events: false,
            actions_end: ACTIONS_END,
            actions,
        }
    }

    /// Returns whether the plan has an action of a certain kind. The function `is` decides which kinds match.
    pub fn has(&self, is: impl Fn(&Kind) -> bool) -> bool {
        self.actions.iter().any(|action| is(&action.kind))
    }
}

impl Kind {
    fn any(rng: &mut fastrand::Rng, fault_level: u32) -> Kind {
        match rng.u32(0..27) {
            0..=9 => Kind::Calls(if rng.u32(0..10) < 3 { 20 } else { rng.u64(1..4) }),
            10..=14 => Kind::SignIn(rng.u64(0..2)),
            15 | 16 => Kind::SignOut,
            17 => Kind::Revoke,
            23 => Kind::Write,
            24 | 25 => Kind::Public,
            26 => Kind::SlowCalls(rng.u64(1..30)),
            18 if fault_level < 2 => Kind::Refresh,
            18 => Kind::Close,
            19 if fault_level >= 2 => Kind::Freeze(rng.u64(0..90_000)),
            20 if fault_level >= 3 => Kind::QuitBrowser,
            21 if fault_level >= 3 => Kind::ClearStorage,
            22 if fault_level >= 3 => Kind::SetClock(if rng.bool() { 2 } else { -2 }),
            _ => Kind::CancelledCall(rng.u64(0..500)),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { mode, tabs, lifetime, lag, faults, rng_seed, .. } = self;
        write!(f, "{mode:?}, {tabs} tabs, tokens valid for {lifetime} ms")?;
        for (is, word) in [
            (self.announce, ", announced"),
            (self.checks_all, ", every token checked"),
            (!self.locks, ", no Web Locks"),
            (!self.cookies, ", cookies refused"),
        ] {
            f.write_str(if is { word } else { "" })?;
        }
        if self.events {
            f.write_str(", events")?;
        }
        if self.idle > 0 {
            write!(f, ", idle time-out {} s", self.idle)?;
        }
        writeln!(f, ", writes lag {lag} ms, {faults} % of requests fail, random seed {rng_seed}")?;
        for Action { at, tab, kind } in &self.actions {
            writeln!(f, "{at:6} ms  tab {tab}  {kind:?}")?;
        }
        Ok(())
    }
}
