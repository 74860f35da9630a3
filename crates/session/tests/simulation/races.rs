//! Scripted runs of two kinds. In the runs of the first kind, something else changes the session while a request is in
//! flight. For example, the storage is cleared during a refresh, or another tab refreshes at the same time. In the runs
//! of the second kind, the server does the work, but the response is lost or reports an error. Each run has several
//! variants. They have the same kinds of actions and different random seeds, and in some runs also different times or
//! tabs.

use super::plan::{Action, Kind, Plan};
use super::run::run;
use super::server::Mode;

fn check(plan: &Plan) {
    let verdict = run(plan);
    assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
}

#[test]
fn clearing_the_storage_during_a_refresh_leaves_no_session_behind() {
    let at = |at, kind| Action { at, tab: 0, kind };
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for variant in 0..400 {
            let actions = vec![
                at(0, Kind::SignIn(0)),
                at(10_000, Kind::Calls(1)),
                at(10_000 + variant * 2, Kind::ClearStorage),
                at(30_000, Kind::SignIn(0)),
            ];
            check(&Plan { faults: 30 * (variant % 2), ..Plan::scripted(mode, variant, actions) });
        }
    }
}

#[test]
fn a_refusal_caused_by_the_refresh_of_another_tab_ends_no_session() {
    let at = |at, tab, kind| Action { at, tab, kind };
    for variant in 0..1_000 {
        let calls = [at(10_000, 0, Kind::Calls(1)), at(10_000, 1, Kind::Calls(1))];
        let actions = [at(0, 0, Kind::SignIn(0))].into_iter().chain(calls).collect();
        // There are no locks, so both tabs may refresh with the same refresh token. The server then refuses the second
        // refresh. It does not revoke the session, because it is `lenient`.
        check(&Plan { lenient: true, locks: false, lag: 45, ..Plan::scripted(Mode::Strict, variant, actions) });
    }
}

#[test]
fn a_sign_out_that_the_refresh_of_another_tab_overwrites_is_saved_again() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut overwritten = 0;
    for variant in 0..1_000 {
        let actions = vec![
            at(0, 0, Kind::SignIn(0)),
            at(10_000, 1, Kind::Calls(1)),
            at(10_000 + variant % 500, 0, Kind::SignOut),
        ];
        let plan = Plan { lag: 45, ..Plan::scripted(Mode::Strict, variant, actions) };
        let verdict = run(&plan);
        assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
        overwritten += usize::from(verdict.reached.contains("an overwritten sign-out"));
    }
    assert!(overwritten > 10, "only {overwritten} runs overwrote a sign-out");
}

#[test]
fn a_write_with_a_masked_failure_is_executed_once() {
    for variant in 0..300 {
        let writes = (1..=10).map(|time| Action { at: 1_000 + time * 90, tab: 0, kind: Kind::Write });
        let actions = [Action { at: 0, tab: 0, kind: Kind::SignIn(0) }].into_iter().chain(writes).collect();
        check(&Plan { faults: 40, ..Plan::scripted(Mode::OneToken, variant, actions) });
    }
}

#[test]
fn a_sign_in_with_a_lost_response_locks_nobody_out() {
    let mut lost = 0;
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for variant in 0..400 {
            let at = |at, tab, user| Action { at, tab, kind: Kind::SignIn(user) };
            // The first user signs in. Then another user signs in, in the same tab or in the other one. Each response
            // may be lost. At the end of every run, the first user signs in again. If the server still has an older
            // session of the first user, it may refuse this last sign-in. The run accepts the refusal only if the
            // browser could not end the older session, for example because the cookies of that session were lost.
            let actions = vec![at(0, 0, 0), at(1_000 + variant * 5, (variant % 2) as usize, 1)];
            let plan = Plan { faults: 40, ..Plan::scripted(mode, variant, actions) };
            let verdict = run(&plan);
            assert_eq!(verdict.violation, None, "{plan}\n{}", verdict.trace);
            lost += usize::from(verdict.trace.contains("/auth/signin -> Unreachable"));
        }
    }
    assert!(lost > 100, "only {lost} runs lost the response to a sign-in");
}
