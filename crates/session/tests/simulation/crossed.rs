//! Answers that cross what happens meanwhile: the storage is emptied during a refresh, two tabs refresh at once where
//! they can't wait for each other, a failure hides that the work was done. It must not depend on luck: each chance is one more order of the same few events.

use super::plan::{Action, Kind, Plan};
use super::run::run;
use super::server::Mode;

fn holds(plan: &Plan) {
    let verdict = run(plan);
    assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
}

#[test]
fn storage_emptied_during_a_refresh_leaves_no_session_behind() {
    let at = |at, kind| Action { at, tab: 0, kind };
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for chance in 0..400 {
            let actions = vec![
                at(0, Kind::SignIn(0)),
                at(10_000, Kind::Calls(1)),
                at(10_000 + chance * 2, Kind::Clear),
                at(30_000, Kind::SignIn(0)),
            ];
            holds(&Plan { faults: 30 * (chance % 2), ..Plan::set(mode, chance, actions) });
        }
    }
}

#[test]
fn a_refusal_that_another_tabs_renewal_explains_ends_no_session() {
    let at = |at, tab, kind| Action { at, tab, kind };
    for chance in 0..1_000 {
        let calls = [at(10_000, 0, Kind::Calls(1)), at(10_000, 1, Kind::Calls(1))];
        let actions = [at(0, 0, Kind::SignIn(0))].into_iter().chain(calls).collect();
        // The second use of a token is refused, and the session lives on.
        holds(&Plan { lenient: true, locks: false, lag: 45, ..Plan::set(Mode::Strict, chance, actions) });
    }
}

#[test]
fn a_sign_out_that_another_tabs_renewal_writes_over_is_written_again() {
    let at = |at, tab, kind| Action { at, tab, kind };
    let mut over = 0;
    for chance in 0..1_000 {
        let actions =
            vec![at(0, 0, Kind::SignIn(0)), at(10_000, 1, Kind::Calls(1)), at(10_000 + chance % 500, 0, Kind::SignOut)];
        let plan = Plan { lag: 45, ..Plan::set(Mode::Strict, chance, actions) };
        let verdict = run(&plan);
        assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
        over += usize::from(verdict.reached.contains("a sign-out written over"));
    }
    assert!(over > 10, "only {over} runs wrote over a sign-out");
}

#[test]
fn a_write_whose_failure_is_masked_is_done_once() {
    for chance in 0..300 {
        let writes = (1..=10).map(|time| Action { at: 1_000 + time * 90, tab: 0, kind: Kind::Write });
        let actions = [Action { at: 0, tab: 0, kind: Kind::SignIn(0) }].into_iter().chain(writes).collect();
        holds(&Plan { faults: 40, ..Plan::set(Mode::OneToken, chance, actions) });
    }
}

#[test]
fn a_sign_in_whose_answer_is_lost_locks_nobody_out() {
    let mut lost = 0;
    for mode in [Mode::OneToken, Mode::Grace, Mode::Strict] {
        for chance in 0..400 {
            let at = |at, tab, user| Action { at, tab, kind: Kind::SignIn(user) };
            // By the same person, by another one in the other tab; and at the end by the first.
            let actions = vec![at(0, 0, 0), at(1_000 + chance * 5, (chance % 2) as usize, 1)];
            let plan = Plan { faults: 40, ..Plan::set(mode, chance, actions) };
            let verdict = run(&plan);
            assert_eq!(verdict.broken, None, "{plan}\n{}", verdict.trace);
            lost += usize::from(verdict.trace.contains("/auth/signin -> Unreachable"));
        }
    }
    assert!(lost > 100, "only {lost} runs lost the answer to a sign-in");
}
