//! One state of one page: its name, how to reach it, and the text that shows that the page is in this state.

use futures_util::future::LocalBoxFuture;

use crate::fixture::Fixture;
use crate::test_system::TestSystem;
use crate::view::Width;

/// A function that brings the app into the state. When this function is called, no user is signed in, no fault is
/// injected, and the page is wide.
pub type Reach = for<'a> fn(&'a TestSystem) -> LocalBoxFuture<'a, ()>;

/// One state of one page.
pub struct State {
    /// The name of the state in messages and file names.
    pub name: &'static str,
    /// A text that is on the page from the start of the state to its end. Write `'` where the
    /// page shows `’`, because the tests read both as `'`.
    pub text: &'static str,
    /// The function that brings the app into the state.
    pub reach: Reach,
    /// The widths at which this state exists.
    pub widths: &'static [Width],
    /// Whether the state ends by itself after some seconds, so that it must be reached again for each view.
    pub passes: bool,
}

impl State {
    /// Returns a state that exists at every width and does not end by itself.
    pub fn new(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { name, text, reach, widths: Width::ALL, passes: false }
    }

    /// Returns a state that ends by itself.
    pub fn passing(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { passes: true, ..State::new(name, text, reach) }
    }

    /// Returns a state that only a narrow page has.
    pub fn narrow(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { widths: &[Width::Narrow], ..State::new(name, text, reach) }
    }
}

/// States that one test reaches one after the other.
pub struct Group {
    /// The fixture of the test.
    pub fixture: Fixture,
    /// The states, in the order in which they are reached.
    pub states: Vec<State>,
}
