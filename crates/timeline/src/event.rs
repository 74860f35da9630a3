//! An event of the session with its times. Either the bus of this tab delivered it, or another tab caused it.

use crate::time::Micros;
use evergreen_session::Event;

/// An event on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimedEvent {
    /// What happened.
    pub(crate) event: Event,
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// When this tab noticed it.
    pub(crate) at: Micros,
    /// When it began, if that is known.
    pub(crate) from: Option<Micros>,
}

/// Where an event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The bus of this tab delivered it.
    Received,
    /// Another tab caused it, as a change of the record shows.
    OtherTab,
}

impl TimedEvent {
    /// Returns when it began or, if that is unknown, when this tab noticed it.
    pub(crate) fn begun(&self) -> Micros {
        self.from.unwrap_or(self.at)
    }
}
