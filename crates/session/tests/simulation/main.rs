//! The seeded simulation: the very core that ships, many tabs, every fault, on a clock of its own.
//! It must not hold anything that the core could be made to pass by.
//!
//! `EVERGREEN_SEEDS` says how many seeds, `EVERGREEN_FROM` the first, `EVERGREEN_SEED` tells all about one;
//! `cargo xtask simulate --help` says it all.
#![cfg(not(target_arch = "wasm32"))]

mod crossed;
mod executor;
mod flight;
mod frozen;
mod ledger;
mod locks;
mod network;
mod plan;
mod promises;
#[path = "../protocol/mod.rs"]
mod protocol;
mod run;
mod server;
mod shrink;
mod storage;
#[path = "../world/mod.rs"]
mod suite;
mod traffic;
mod world;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use plan::Plan;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn the_invariants_hold_for_every_seed() {
    if let Some(seed) = number("EVERGREEN_SEED") {
        let plan = Plan::new(seed);
        let verdict = run::run(&plan);
        println!("{plan}\n{}", verdict.trace);
        explain(seed, verdict.broken);
        return;
    }
    let from = number("EVERGREEN_FROM").unwrap_or(0);
    let end = from + number("EVERGREEN_SEEDS").unwrap_or(10_000);
    let next = AtomicU64::new(from);
    // The lowest that fails: so the same run fails with the same words.
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
                    if verdict.broken.is_some() {
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
            println!("{} seeds from {from}: every invariant holds; runs that came to", end - from);
            reached.into_inner().unwrap().iter().for_each(|(what, runs)| println!("{runs:9} {what}"));
        }
        seed => explain(seed, run::run(&Plan::new(seed)).broken),
    }
}

/// Fails with the smallest plan that is broken as this seed's is.
fn explain(seed: u64, broken: Option<String>) {
    let Some(broken) = broken else { return };
    let small = shrink::shrink(Plan::new(seed), |plan| run::run(plan).broken.is_some());
    let verdict = run::run(&small);
    let smallest = verdict.broken.unwrap_or_default();
    panic!(
        "seed {seed}: {broken}\n\nThe smallest plan that fails: {smallest}\n{small}\n{}\n\nThis again: cargo xtask simulate --seed {seed}",
        verdict.trace
    );
}
