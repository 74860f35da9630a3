//! An open stream of events: what the server has answered, and the events that it sends.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use std::time::{Duration, Instant};

/// The maximum size of a stream that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// A response whose body is read piece by piece.
pub struct EventStream {
    pub status: u16,
    /// The content type; empty if the response does not have one.
    pub content_type: String,
    pub(super) body: Body,
}

/// The result of waiting for an event: the event that came, if one came, and how long the wait took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The name of the event. `None` if the stream ended or the time was over before an event came.
    pub event: Option<String>,
    pub after: Duration,
}

impl EventStream {
    /// Waits for the first event that a browser would report: one that has data. Comments are passed over.
    pub async fn first_event(mut self, limit: Duration) -> Arrival {
        let began = Instant::now();
        let event = tokio::time::timeout(limit, async {
            let mut text = String::new();
            while let Some(Ok(frame)) = self.body.frame().await {
                let bytes = frame.into_data().unwrap_or_else(|_| Bytes::new());
                text += &String::from_utf8_lossy(&bytes).replace('\r', "");
                while let Some((block, rest)) = text.split_once("\n\n") {
                    if let Some(event) = name(block) {
                        return Some(event);
                    }
                    text = rest.to_owned();
                }
                if text.len() > LARGEST {
                    return None;
                }
            }
            None
        });
        Arrival { event: event.await.unwrap_or_default(), after: began.elapsed() }
    }
}

/// Returns the name of the event in a block of lines (HTML standard, section 9.2.6). Returns `None` if the event has no
/// name or no data. Browsers report an event without a name as `message`, and do not report an event without data.
fn name(block: &str) -> Option<String> {
    let field = |field| block.lines().find_map(|line: &str| line.strip_prefix(field)).map(str::trim);
    field("data").and(field("event:")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_event_with_data_counts() {
        for (text, event) in [
            ("event: ended\ndata: {}\n\n", Some("ended")),
            (":\n\n: hello\r\n\r\ndata:\r\nevent:changed\r\n\r\n", Some("changed")),
            ("event: ended\n\n", None),
            ("data: {}\n\n", None),
            ("event: ended\ndata: {}\n", None),
            ("", None),
        ] {
            let body = Body::from(text);
            let stream = EventStream { status: 200, content_type: String::new(), body };
            let arrival = stream.first_event(Duration::from_secs(60)).await;
            assert_eq!(arrival.event.as_deref(), event, "{text:?}");
        }
    }
}
