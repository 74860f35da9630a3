//! Makes a failing plan as small as it goes, so that its trace can be read.
//! It must not know why a plan fails.

use super::plan::{Action, Plan};

/// How often a smaller plan may be tried before it counts as passing: with less to do, chance falls differently.
const TRIES: u64 = 24;

/// The smallest plan found that still fails: fewer actions, then fewer circumstances.
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

/// The plan under the first chance for which it fails.
fn failing(plan: Plan, fails: &impl Fn(&Plan) -> bool) -> Option<Plan> {
    let chances = std::iter::once(plan.chance).chain(0..TRIES);
    chances.map(|chance| Plan { chance, ..plan.clone() }).find(|plan| fails(plan))
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

/// What the last tab did, the one before it does.
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
    fn what_does_not_matter_is_left_out() {
        let mut plan = Plan::new(3);
        plan.tabs = 4;
        plan.actions.push(Action { at: 7, tab: 3, kind: Kind::Clear });
        let small = shrink(plan, |plan| plan.has(|kind| *kind == Kind::Clear));
        assert_eq!((small.actions.len(), small.tabs, small.faults, small.lag), (1, 1, 0, 0));
        assert_eq!(small.actions[0].tab, 0);
    }
}
