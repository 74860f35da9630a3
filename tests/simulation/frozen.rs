//! A tab that stands still while it holds the lock: the others go on without it, and it does no harm when it wakes.
//! It must not depend on luck: each chance is one more order of the same few events.

use super::plan::{Action, Kind, Plan};
use super::run::run;
use super::server::Mode;

/// Long enough for the others to find out, in ms.
const STAGE: u64 = 200_000;

/// Tab 0 meets an expired token and stands still a moment later; tab 1 asks every 15 s, as a person would.
fn plan(mode: Mode, chance: u64) -> Plan {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut actions = vec![
        at(0, 0, Kind::SignIn(0)),
        at(10_000, 0, Kind::Calls(1)),
        at(10_000 + chance * 10, 0, Kind::Freeze(STAGE)),
    ];
    actions.extend((1..12).map(|time| at(10_000 + time * 15_000, 1, Kind::Calls(1))));
    Plan { stage: STAGE, ..Plan::set(mode, chance, actions) }
}

#[test]
fn a_frozen_holder_keeps_nobody_waiting_for_good() {
    let mut rescued = 0;
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for chance in 0..60 {
            let plan = plan(mode, chance);
            let verdict = run(&plan);
            assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
            rescued += usize::from(verdict.reached.contains("the rescue lock"));
            let served = verdict.trace.lines().any(|line| line.contains("tab 1 /test/user?") && line.contains("Ok("));
            assert!(served, "tab 1 was never served\n{plan}\n{}", verdict.trace);
        }
    }
    assert!(rescued > 20, "only {rescued} runs froze a tab that held the lock");
}
