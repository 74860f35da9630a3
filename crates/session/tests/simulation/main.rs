//! The seeded simulation. It runs the library's `Client` as it is, in several tabs, with all kinds of faults, on a
//! virtual clock.
//!
//! Environment variables choose the seeds of the test `the_invariants_hold_for_every_seed`: `EVERGREEN_SEEDS` is the
//! number of seeds (10 000 by default), and `EVERGREEN_FROM` is the first seed (0 by default). If `EVERGREEN_SEED` is
//! set, the test runs only this seed, and prints every step. See `cargo xtask simulate --help`.
#![cfg(not(target_arch = "wasm32"))]

mod announced_end_checks;
mod browser;
mod checker;
mod end_checks;
mod environment_suite;
mod events;
mod events_checks;
mod executor;
mod final_check;
mod frozen;
mod idle;
mod idle_checks;
mod in_flight;
mod locks;
mod network;
mod page_calls;
mod plan;
#[path = "../protocol/mod.rs"]
mod protocol;
mod races;
mod record_checks;
mod request_checks;
mod run;
mod server;
mod shrink;
mod storage;
#[path = "../environment/mod.rs"]
mod suite;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use plan::Plan;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is not a number: {text}")))
}

#[test]
fn the_invariants_hold_for_every_seed() {
    if let Some(seed) = number("EVERGREEN_SEED") {
        let plan = Plan::new(seed);
        let verdict = run::run(&plan);
        println!("{plan}\n{}", verdict.trace);
        explain(seed, verdict.violation);
        return;
    }
    let from = number("EVERGREEN_FROM").unwrap_or(0);
    let end = from + number("EVERGREEN_SEEDS").unwrap_or(10_000);
    let next = AtomicU64::new(from);
    // The lowest seed that has failed so far. The threads find failures in any order. The report is about the lowest
    // seed, and not about the failure that was found first, so each run over the same seeds gives the same report.
    let failing = AtomicU64::new(u64::MAX);
    let reached = Mutex::new(BTreeMap::<&str, u64>::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end.min(failing.load(Ordering::Relaxed)) {
                        return;
                    }
                    let verdict = run::run(&Plan::new(seed));
                    if verdict.violation.is_some() {
                        failing.fetch_min(seed, Ordering::Relaxed);
                    }
                    let mut reached = reached.lock().unwrap();
                    verdict.reached.into_iter().for_each(|what| *reached.entry(what).or_default() += 1);
                    drop(reached);
                    if (seed + 1 - from).is_multiple_of(100_000) {
                        println!("{} seeds …", seed + 1 - from);
                    }
                }
            });
        }
    });
    match failing.into_inner() {
        u64::MAX => {
            println!("{} seeds from {from}: every invariant holds. Number of runs that reached", end - from);
            reached.into_inner().unwrap().iter().for_each(|(what, runs)| println!("{runs:9} {what}"));
        }
        seed => explain(seed, run::run(&Plan::new(seed)).violation),
    }
}

/// Makes the plan of `seed` as small as possible, and panics with the smallest plan that still violates an invariant.
/// Does nothing if `violation` is `None`.
fn explain(seed: u64, violation: Option<String>) {
    let Some(violation) = violation else { return };
    let small = shrink::shrink(Plan::new(seed), |plan| run::run(plan).violation.is_some());
    let verdict = run::run(&small);
    let smallest = verdict.violation.unwrap_or_default();
    panic!(
        "seed {seed}: {violation}\n\nThe smallest plan that fails: {smallest}\n{small}\n{}\n\nTo run this seed again: cargo xtask simulate --seed {seed}",
        verdict.trace
    );
}
