//! The simulated world, held to what the core relies on: the suite that the browser passes too.
//! It must not test what the core makes of it.

use crate::protocol::Record;

use super::plan::{Plan, STAGE};
use super::run::browser;
use super::suite::{self, Tabs};
use super::world::{Browser, Tab};

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

/// Plays one promise under many orders of events.
fn hold(promise: impl AsyncFn(&Browser) + Copy + 'static) {
    for chance in 0..200 {
        let plan = Plan { chance, tabs: 2, locks: true, faults: 0, lag: chance % 20, ..Plan::new(0) };
        let browser = browser(&plan);
        let (played, done) = (browser.clone(), std::rc::Rc::new(std::cell::Cell::new(false)));
        let end = done.clone();
        browser.0.executor.spawn(None, async move {
            promise(&played).await;
            end.set(true);
        });
        browser.0.executor.run(STAGE, || true);
        assert!(done.get(), "chance {chance}: it never ended");
    }
}

macro_rules! held_to {
    ($($promise:ident),* $(,)?) => {
        $(#[test]
        fn $promise() {
            hold(async |browser| suite::$promise(browser).await);
        })*
    };
}

suite::promises!(held_to);
