//! One state of one page: its name, how one gets there, and by which words one knows that one is there.
//! It must not know who looks at it.

use futures_util::future::LocalBoxFuture;

use crate::fixture::Fixture;
use crate::test_system::TestSystem;
use crate::view::Width;

/// What brings a stage, on which nobody is signed in and nothing fails, and whose page is wide, into a state.
pub type Reach = for<'a> fn(&'a TestSystem) -> LocalBoxFuture<'a, ()>;

/// One state of one page.
pub struct State {
    /// What it is called, in messages and file names.
    pub name: &'static str,
    /// Words that stand on the page for as long as the state lasts, and not before; with a plain apostrophe.
    pub words: &'static str,
    /// The way there.
    pub reach: Reach,
    /// The widths at which there is such a state.
    pub widths: &'static [Width],
    /// Whether it passes by itself after some seconds, so that each who looks must bring it about anew.
    pub passes: bool,
}

impl State {
    /// A state at every width, that stays.
    pub fn new(name: &'static str, words: &'static str, reach: Reach) -> State {
        State { name, words, reach, widths: Width::ALL, passes: false }
    }

    /// A state that passes.
    pub fn passing(name: &'static str, words: &'static str, reach: Reach) -> State {
        State { passes: true, ..State::new(name, words, reach) }
    }

    /// A state that only a narrow page has.
    pub fn narrow(name: &'static str, words: &'static str, reach: Reach) -> State {
        State { widths: &[Width::Narrow], ..State::new(name, words, reach) }
    }
}

/// States that one stage can be brought into, one after the other.
pub struct Group {
    /// The stage.
    pub scene: Fixture,
    /// The states.
    pub states: Vec<State>,
}
