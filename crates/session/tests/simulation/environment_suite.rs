//! Runs the suite that an `Environment` has to pass. Here, the environment is the simulated browser.

use crate::protocol::Record;

use super::browser::{Browser, Tab};
use super::plan::{ACTIONS_END, Plan};
use super::run::simulated_browser;
use super::suite::{self, Tabs};

impl Tabs for Browser {
    type Environment = Tab;

    fn api(&self) -> String {
        super::run::API.to_owned()
    }

    fn here(&self) -> Tab {
        Tab { browser: self.clone(), number: 0 }
    }

    fn there(&self) -> Tab {
        Tab { browser: self.clone(), number: 1 }
    }

    fn write_there(&self, record: &Record) {
        evergreen_session::environment::Environment::save(&self.there(), record);
    }
}

/// Runs one test 200 times. Each run has a different random seed, because the order of events depends on the seed.
/// Panics if a run does not end.
fn run_test(test: impl AsyncFn(&Browser) + Copy + 'static) {
    for variant in 0..200 {
        let plan = Plan { rng_seed: variant, tabs: 2, locks: true, faults: 0, lag: variant % 20, ..Plan::new(0) };
        let browser = simulated_browser(&plan);
        let (tested, done) = (browser.clone(), std::rc::Rc::new(std::cell::Cell::new(false)));
        let end = done.clone();
        browser.0.executor.spawn(None, async move {
            test(&tested).await;
            end.set(true);
        });
        browser.0.executor.run(ACTIONS_END, || true);
        assert!(done.get(), "variant {variant}: the test never ended");
    }
}

macro_rules! make_tests {
    ($($test:ident),* $(,)?) => {
        $(#[test]
        fn $test() {
            run_test(async |browser| suite::$test(browser).await);
        })*
    };
}

suite::for_all_tests!(make_tests);
