//! Scripted runs in which a tab is frozen. In many of these runs, the frozen tab holds the lock. The other tabs must
//! then continue under a second lock, the rescue lock. The frozen tab must do no harm when it continues. Each run has
//! several variants. All variants of a run have the same actions, but different random seeds and slightly different
//! times.

use super::plan::{Action, Kind, Plan};
use super::run::run;
use super::server::Mode;

/// The time at which the actions of a run end, in ms. If a frozen tab holds the lock, another tab takes the rescue lock
/// after about a minute. The actions last long enough for that.
const ACTIONS_END: u64 = 200_000;

/// Returns a plan in which tab 0 makes a call with an expired token and is frozen shortly afterwards. Tab 0 stays
/// frozen until the faults end. From 25 s on, tab 1 makes a call every 15 s.
fn plan(mode: Mode, variant: u64) -> Plan {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut actions = vec![
        at(0, 0, Kind::SignIn(0)),
        at(10_000, 0, Kind::Calls(1)),
        at(10_000 + variant * 10, 0, Kind::Freeze(ACTIONS_END)),
    ];
    actions.extend((1..12).map(|time| at(10_000 + time * 15_000, 1, Kind::Calls(1))));
    Plan { actions_end: ACTIONS_END, ..Plan::scripted(mode, variant, actions) }
}

#[test]
fn a_frozen_lock_holder_does_not_block_the_others_for_ever() {
    let mut rescued = 0;
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for variant in 0..60 {
            let plan = plan(mode, variant);
            let verdict = run(&plan);
            assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
            rescued += usize::from(verdict.reached.contains("the rescue lock"));
            let answered = verdict.trace.lines().any(|line| line.contains("tab 1 /test/user?") && line.contains("Ok("));
            assert!(answered, "no call of tab 1 succeeded\n{plan}\n{}", verdict.trace);
        }
    }
    assert!(rescued > 20, "only {rescued} runs froze a tab that held the lock");
}

#[test]
fn a_lock_released_by_a_thawed_tab_allows_no_refresh_next_to_the_rescue_lock() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut rescued = 0;
    for variant in 0..3_000 {
        let (freezes, thaws) = (10_000 + variant % 40 * 10, 65_000 + variant * 7 % 4_000);
        let actions = vec![
            at(0, 0, Kind::SignIn(0)),
            at(10_000, 0, Kind::Calls(1)),
            at(freezes, 0, Kind::Freeze(thaws - freezes)),
            at(10_500, 1, Kind::Calls(1)),
            // Tab 2 is in the queue for the lock when the frozen tab continues.
            at(60_000, 2, Kind::Calls(1)),
        ];
        let plan =
            Plan { tabs: 3, faults: 20, actions_end: ACTIONS_END, ..Plan::scripted(Mode::Strict, variant, actions) };
        let verdict = run(&plan);
        assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
        rescued += usize::from(verdict.reached.contains("the rescue lock"));
    }
    assert!(rescued > 50, "only {rescued} runs took the rescue lock");
}

#[test]
fn a_tab_that_waited_for_the_rescue_lock_counts_its_hold_from_the_grant() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut waited = 0;
    for variant in 0..300 {
        let thaws = 66_000 + variant * 7 % 2_000;
        let actions = vec![
            at(0, 0, Kind::SignIn(0)),
            at(10_000, 0, Kind::Calls(1)),
            at(10_400 + variant % 40 * 10, 0, Kind::Freeze(thaws - 10_400 - variant % 40 * 10)),
            // Tab 1 waits 55 s, takes the rescue lock, and holds it for 39 s, until its refresh fails.
            at(11_000, 1, Kind::Calls(1)),
            // At about 66 s, tab 0 releases the lock, and tab 2 gets it. Tab 1 still holds the rescue lock, so tab 2
            // waits until tab 1 releases the rescue lock at about 105 s. At that time, tab 2 can send a refresh only if
            // one of its calls waits for the refresh. A call waits for a refresh for at most 10 s, so the call that
            // tab 2 makes at 60 s has failed before 105 s. So tab 2 makes another call at 103 s. This call still waits
            // at 105 s.
            at(60_000, 2, Kind::Calls(1)),
            at(103_000, 2, Kind::Calls(1)),
            // Between 69 s and 79 s, tab 3 begins to wait for the lock that tab 2 holds. At about 105 s, tab 2 gets the
            // rescue lock too and could send its refresh. But it has held the first lock for so long that it must
            // release both locks and send nothing.
            //
            // Otherwise, this would happen: The refresh of tab 2 would run from about 105 s to about 144 s. Tab 3 waits
            // for the lock for at most 55 s, so it would take the rescue lock between 124 s and 134 s, and send a
            // refresh. Two refreshes would run at the same time.
            at(69_000 + variant % 10_000, 3, Kind::Calls(1)),
        ];
        let plan = Plan {
            tabs: 4,
            failing_refreshes: 39_000,
            actions_end: ACTIONS_END,
            ..Plan::scripted(Mode::Strict, variant, actions)
        };
        let verdict = run(&plan);
        assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
        waited += usize::from(verdict.reached.contains("the rescue lock"));
    }
    assert!(waited > 200, "only {waited} runs took the rescue lock");
}
