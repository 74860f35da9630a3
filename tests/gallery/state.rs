//! One state of one page: its name, how to reach it, and the text that shows that it is reached.

use futures_util::future::LocalBoxFuture;

use crate::fixture::Fixture;
use crate::test_system::TestSystem;
use crate::view::Width;

/// Brings the app into the state. Before, no user is signed in, nothing fails, and the page is wide.
pub type Reach = for<'a> fn(&'a TestSystem) -> LocalBoxFuture<'a, ()>;

/// One state of one page.
pub struct State {
    /// The name in messages and file names.
    pub name: &'static str,
    /// Text that is on the page as long as the state lasts, and not before; with a plain apostrophe.
    pub text: &'static str,
    /// How to reach the state.
    pub reach: Reach,
    /// The widths that have this state.
    pub widths: &'static [Width],
    /// Whether the state ends by itself after some seconds, so that it must be reached again for each view.
    pub passes: bool,
}

impl State {
    /// A state at every width, which lasts.
    pub fn new(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { name, text, reach, widths: Width::ALL, passes: false }
    }

    /// A state that ends by itself.
    pub fn passing(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { passes: true, ..State::new(name, text, reach) }
    }

    /// A state that only a narrow page has.
    pub fn narrow(name: &'static str, text: &'static str, reach: Reach) -> State {
        State { widths: &[Width::Narrow], ..State::new(name, text, reach) }
    }
}

/// States that one test reaches one after the other.
pub struct Group {
    /// The fixture of the test.
    pub fixture: Fixture,
    /// The states.
    pub states: Vec<State>,
}
