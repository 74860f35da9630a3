//! What a run is made of: the server, the tabs, what people do and when, how rough the network is. A seed names one.
//! It must not run anything; a plan is plain values, so that it can be shrunk.

use std::fmt;

use super::server::Mode;

/// The people's part of a seed's run, in ms; afterwards nothing fails any more.
pub const STAGE: u64 = 60_000;

/// One run, whole: the same plan runs the same way.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Decides everything that the plan leaves open: which task runs next, which call meets which fault.
    pub chance: u64,
    pub mode: Mode,
    /// Whether a server that takes a second use of a token for theft is content to refuse it.
    pub lenient: bool,
    pub tabs: usize,
    /// How long an access token lives, in ms; whole seconds.
    pub lifetime: u64,
    /// Whether the server tells that lifetime.
    pub announce: bool,
    /// Whether the server checks every token it gets, even for what everybody may read.
    pub checks_all: bool,
    /// Each refresh fails after so many ms until the faults are over; 0 leaves refreshes to chance.
    pub failing_refreshes: u64,
    /// Whether the browser has Web Locks.
    pub locks: bool,
    /// Whether it keeps the server's cookies.
    pub cookies: bool,
    /// A write reaches the other tabs within this many ms.
    pub lag: u64,
    /// How many calls in a hundred meet a fault.
    pub faults: u64,
    /// Whether the browser says `online` when the faults are over; else every tab has to find out by itself.
    pub online: bool,
    /// When the people's part ends, in ms.
    pub stage: u64,
    pub actions: Vec<Action>,
}

/// Something that happens to one tab.
#[derive(Clone, Debug)]
pub struct Action {
    /// When, in ms.
    pub at: u64,
    /// A closed tab is opened first.
    pub tab: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// So many calls of a page at the same moment.
    Calls(u64),
    /// A call that does something at the server.
    Write,
    /// A call that everybody may make.
    Public,
    /// So many calls at the same moment whose answers take 12 s: to their first byte where the number is even, else to their
    /// last.
    Reports(u64),
    /// Somebody asks for a refresh.
    Renew,
    /// A call whose page goes after so many ms.
    Cancelled(u64),
    /// The form is sent in the name of this user.
    SignIn(u64),
    SignOut,
    /// The server forgets every session.
    Revoke,
    /// Nothing of the tab runs for so many ms.
    Freeze(u64),
    /// The tab is closed, whatever it does.
    Close,
    /// All tabs are closed, and with them go the cookies that have no age.
    Quit,
    /// Somebody empties the storage.
    Clear,
    /// Somebody sets the device's clock by so many hours.
    Clock(i64),
}

impl Plan {
    /// The plan of a seed.
    pub fn new(seed: u64) -> Plan {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mode = [Mode::OneToken, Mode::Grace, Mode::Strict, Mode::NoRefresh][rng.usize(0..4)];
        let tabs = rng.usize(1..=5);
        // Calm runs allow the sharpest checks, so there must be enough of them; each level adds to the one before.
        let roughness = rng.u32(0..4);
        let mut plan = Plan {
            chance: rng.u64(..),
            mode,
            lenient: rng.u32(0..3) == 0,
            tabs,
            lifetime: 1000 * rng.u64(2..10),
            announce: rng.bool(),
            checks_all: rng.bool(),
            failing_refreshes: 0,
            locks: roughness < 3 || rng.u32(0..10) > 0,
            cookies: roughness < 3 || rng.u32(0..20) > 0,
            lag: if roughness >= 1 && rng.bool() { rng.u64(0..45) } else { 0 },
            faults: if roughness >= 1 && rng.u32(0..4) > 0 { rng.u64(5..30) } else { 0 },
            online: rng.bool(),
            stage: STAGE,
            actions: Vec::new(),
        };
        for _ in 0..rng.usize(3..33) {
            let kind = Kind::any(&mut rng, roughness);
            plan.actions.push(Action { at: rng.u64(0..STAGE), tab: rng.usize(0..tabs), kind });
        }
        plan.actions.sort_by_key(|action| action.at);
        plan
    }

    /// A plan of two tabs with tokens of 2 s, in which nothing goes wrong but what is set by hand.
    pub fn set(mode: Mode, chance: u64, actions: Vec<Action>) -> Plan {
        Plan {
            chance,
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
            stage: STAGE,
            actions,
        }
    }

    /// Whether it has an action of that kind.
    pub fn has(&self, is: impl Fn(&Kind) -> bool) -> bool {
        self.actions.iter().any(|action| is(&action.kind))
    }
}

impl Kind {
    fn any(rng: &mut fastrand::Rng, roughness: u32) -> Kind {
        match rng.u32(0..27) {
            0..=9 => Kind::Calls(if rng.u32(0..10) < 3 { 20 } else { rng.u64(1..4) }),
            10..=14 => Kind::SignIn(rng.u64(0..2)),
            15 | 16 => Kind::SignOut,
            17 => Kind::Revoke,
            23 => Kind::Write,
            24 | 25 => Kind::Public,
            26 => Kind::Reports(rng.u64(1..30)),
            18 if roughness < 2 => Kind::Renew,
            18 => Kind::Close,
            19 if roughness >= 2 => Kind::Freeze(rng.u64(0..90_000)),
            20 if roughness >= 3 => Kind::Quit,
            21 if roughness >= 3 => Kind::Clear,
            22 if roughness >= 3 => Kind::Clock(if rng.bool() { 2 } else { -2 }),
            _ => Kind::Cancelled(rng.u64(0..500)),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { mode, tabs, lifetime, lag, faults, chance, .. } = self;
        write!(f, "{mode:?}, {tabs} tabs, tokens of {lifetime} ms")?;
        for (is, word) in [
            (self.announce, ", announced"),
            (self.checks_all, ", every token checked"),
            (!self.locks, ", no Web Locks"),
            (!self.cookies, ", cookies refused"),
        ] {
            f.write_str(if is { word } else { "" })?;
        }
        writeln!(f, ", writes lag {lag} ms, {faults} % of calls fail, chance {chance}")?;
        for Action { at, tab, kind } in &self.actions {
            writeln!(f, "{at:6} ms  tab {tab}  {kind:?}")?;
        }
        Ok(())
    }
}
