//! An event of the session with its times. The bus of this tab (`evergreen_session::Bus`) delivered it, the trace of
//! this tab reported it, or another tab caused it.

use crate::time::Micros;
use evergreen_session::Event;
use evergreen_session::trace::{EndStep, Step, StreamStep};

/// The kinds of events on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    /// An event that the bus delivered, or the event that stands for a change of the record by another tab.
    Session(Event),
    /// Something about the end of the session.
    Ending(EndStep),
    /// Something about the server's stream of events.
    Stream(StreamStep),
}

impl EventKind {
    /// Returns the event that a step of the trace stands for. `None` if the step belongs to an operation.
    pub(crate) fn of_step(step: Step<'_>) -> Option<EventKind> {
        match step {
            Step::Ending(step) => Some(EventKind::Ending(step)),
            Step::Stream(step) => Some(EventKind::Stream(step)),
            _ => None,
        }
    }
}

impl From<Event> for EventKind {
    fn from(event: Event) -> Self {
        EventKind::Session(event)
    }
}

/// An event on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TimedEvent {
    /// The kind of the event.
    pub(crate) event: EventKind,
    /// Whether the bus of this tab delivered the event, or another tab caused it.
    pub(crate) origin: Origin,
    /// The time at which this tab noticed the event.
    pub(crate) at: Micros,
    /// The time at which the event began. At this time, another tab sent the request that led to the event. `None` if
    /// the time is not known. Always `None` for an event that the bus delivered.
    pub(crate) from: Option<Micros>,
}

/// How this tab learned of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The bus of this tab delivered the event, or the trace of this tab reported it.
    Received,
    /// Another tab caused the event. This tab noticed the event because the record changed.
    OtherTab,
}

impl TimedEvent {
    /// Returns the time at which the event began. If that is not known, returns the time at which this tab noticed it.
    pub(crate) fn begun(&self) -> Micros {
        self.from.unwrap_or(self.at)
    }
}
