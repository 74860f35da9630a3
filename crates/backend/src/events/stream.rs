//! One stream of events, as server-sent events (HTML standard, section 9.2).

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::response::sse::Event;
use futures_core::Stream;
use tokio::sync::mpsc;

use super::OpenStreams;

/// What a stream tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionEvent {
    /// The session was ended.
    Ended,
    /// The name or the roles of the user were changed.
    Changed,
}

impl SessionEvent {
    fn name(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Changed => "changed",
        }
    }
}

/// The events of one stream. The stream is closed when this value is dropped. hyper drops the value when the client
/// leaves.
pub(crate) struct EventStream {
    events: mpsc::Receiver<SessionEvent>,
    streams: Arc<OpenStreams>,
    user: i64,
    number: u64,
}

impl EventStream {
    pub(super) fn new(events: mpsc::Receiver<SessionEvent>, streams: Arc<OpenStreams>, user: i64, number: u64) -> Self {
        Self { events, streams, user, number }
    }
}

impl Stream for EventStream {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Each event gets data, because a browser does not report an event without data to the page.
        let event = |event: SessionEvent| Ok(Event::default().event(event.name()).data("{}"));
        self.events.poll_recv(context).map(|received| received.map(event))
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        self.streams.remove(self.user, self.number);
    }
}
