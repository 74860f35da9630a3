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

#[test]
fn a_holder_that_goes_on_lets_nobody_refresh_beside_who_passed_it_over() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut rescued = 0;
    for chance in 0..3_000 {
        let (freezes, thaws) = (10_000 + chance % 40 * 10, 65_000 + chance * 7 % 4_000);
        let actions = vec![
            at(0, 0, Kind::SignIn(0)),
            at(10_000, 0, Kind::Calls(1)),
            at(freezes, 0, Kind::Freeze(thaws - freezes)),
            at(10_500, 1, Kind::Calls(1)),
            // In line behind the one that stands still when it goes on.
            at(60_000, 2, Kind::Calls(1)),
        ];
        let plan = Plan { tabs: 3, faults: 20, stage: STAGE, ..Plan::set(Mode::Strict, chance, actions) };
        let verdict = run(&plan);
        assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
        rescued += usize::from(verdict.reached.contains("the rescue lock"));
    }
    assert!(rescued > 50, "only {rescued} runs passed a tab over");
}

#[test]
fn a_tab_that_waited_for_the_one_that_passed_over_begins_its_hold_anew() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut waited = 0;
    for chance in 0..300 {
        let thaws = 66_000 + chance * 7 % 2_000;
        let actions = vec![
            at(0, 0, Kind::SignIn(0)),
            at(10_000, 0, Kind::Calls(1)),
            at(10_400 + chance % 40 * 10, 0, Kind::Freeze(thaws - 10_400 - chance % 40 * 10)),
            // Passes tab 0 over after 55 s, and works under the rescue lock for another 39 s.
            at(11_000, 1, Kind::Calls(1)),
            // Gets the lock that tab 0 releases, and waits for tab 1; a page waits for it at that time, too.
            at(60_000, 2, Kind::Calls(1)),
            at(103_000, 2, Kind::Calls(1)),
            // Watches tab 2 from then on, and would pass it over after 55 s.
            at(69_000 + chance % 10_000, 3, Kind::Calls(1)),
        ];
        let plan =
            Plan { tabs: 4, failing_refreshes: 39_000, stage: STAGE, ..Plan::set(Mode::Strict, chance, actions) };
        let verdict = run(&plan);
        assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
        waited += usize::from(verdict.reached.contains("the rescue lock"));
    }
    assert!(waited > 200, "only {waited} runs passed a tab over");
}
