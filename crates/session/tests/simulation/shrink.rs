//! Makes a failing plan as small as possible, so that its trace is easy to read.

use super::plan::{Action, Plan};

/// How many random seeds are tried for each smaller plan, besides its own seed. A smaller plan uses the random numbers
/// differently, so it may pass with its own seed and fail with another one.
const TRIES: u64 = 24;

/// Makes `plan` smaller: removes actions and simplifies settings, as long as the result still fails. Returns the
/// smallest plan that was found. `plan` itself must fail.
pub fn shrink(plan: Plan, fails: impl Fn(&Plan) -> bool) -> Plan {
    let mut smallest = plan;
    loop {
        let before = (smallest.actions.len(), smallest.faults, smallest.lag, smallest.tabs, smallest.announce);
        let mut chunk = smallest.actions.len().div_ceil(2);
        while chunk > 0 {
            let mut at = 0;
            while at < smallest.actions.len() {
                let mut fewer = smallest.clone();
                fewer.actions.drain(at..(at + chunk).min(fewer.actions.len()));
                match failing(fewer, &fails) {
                    Some(fewer) => smallest = fewer,
                    None => at += chunk,
                }
            }
            chunk /= 2;
        }
        for simpler in simpler(&smallest) {
            if let Some(simpler) = failing(simpler, &fails) {
                smallest = simpler;
            }
        }
        if before == (smallest.actions.len(), smallest.faults, smallest.lag, smallest.tabs, smallest.announce) {
            return smallest;
        }
    }
}

/// Runs the plan with its own random seed and then with up to [`TRIES`] other seeds, until it fails. Returns the plan
/// with the first seed for which it fails, or `None` if it fails with none of them.
fn failing(plan: Plan, fails: &impl Fn(&Plan) -> bool) -> Option<Plan> {
    let seeds = std::iter::once(plan.rng_seed).chain(0..TRIES);
    seeds.map(|rng_seed| Plan { rng_seed, ..plan.clone() }).find(|plan| fails(plan))
}

fn simpler(plan: &Plan) -> Vec<Plan> {
    let mut simpler = Vec::new();
    for (is_so, change) in [
        (plan.faults > 0, Plan { faults: 0, ..plan.clone() }),
        (plan.lag > 0, Plan { lag: 0, ..plan.clone() }),
        (plan.announce, Plan { announce: false, ..plan.clone() }),
        (plan.checks_all, Plan { checks_all: false, ..plan.clone() }),
        (plan.tabs > 1, fewer_tabs(plan)),
    ] {
        if is_so {
            simpler.push(change);
        }
    }
    simpler
}

/// Returns the plan with one tab less. The actions of the last tab move to the tab before it.
fn fewer_tabs(plan: &Plan) -> Plan {
    let tabs = plan.tabs - 1;
    let moved = |action: &Action| Action { tab: action.tab.min(tabs.saturating_sub(1)), ..action.clone() };
    Plan { tabs, actions: plan.actions.iter().map(moved).collect(), ..plan.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::plan::Kind;
    use super::*;

    #[test]
    fn actions_and_settings_that_do_not_matter_are_removed() {
        let mut plan = Plan::new(3);
        plan.tabs = 4;
        plan.actions.push(Action { at: 7, tab: 3, kind: Kind::ClearStorage });
        let small = shrink(plan, |plan| plan.has(|kind| *kind == Kind::ClearStorage));
        assert_eq!((small.actions.len(), small.tabs, small.faults, small.lag), (1, 1, 0, 0));
        assert_eq!(small.actions[0].tab, 0);
    }
}
