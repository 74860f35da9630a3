//! The seeded simulation: the very core that ships, many tabs, every fault, on a clock of its own.
//! `EVERGREEN_SEEDS` says how many seeds, `EVERGREEN_SEED` replays one with its trace.
#![cfg(not(target_arch = "wasm32"))]

mod executor;
mod ledger;
mod locks;
mod scenario;
mod server;
mod storage;
mod world;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn the_invariants_hold_for_every_seed() {
    if let Some(seed) = number("EVERGREEN_SEED") {
        let verdict = scenario::run(seed);
        println!("{}", verdict.trace);
        assert_eq!(verdict.broken, None);
        return;
    }
    for seed in 0..number("EVERGREEN_SEEDS").unwrap_or(10_000) {
        let verdict = scenario::run(seed);
        if let Some(broken) = verdict.broken {
            panic!("seed {seed}: {broken}\nreplay: EVERGREEN_SEED={seed} cargo test --test simulation -- --nocapture");
        }
    }
}
