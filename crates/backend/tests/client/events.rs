//! A reader of the stream of events.

use std::time::{Duration, Instant};

use super::Client;

/// How long a test waits for an event. If a session expires, its stream tells this after ten seconds at the latest.
const PATIENCE: Duration = Duration::from_secs(20);

/// How soon a stream must tell that its session was ended elsewhere. The contract allows two seconds; a busy machine
/// may need more. The server reads all sessions again after ten seconds anyway. So with a limit longer than that, the
/// tests would not notice a lost notification.
const SOON: Duration = Duration::from_secs(5);

/// An open stream of events.
pub struct Events {
    response: reqwest::Response,
    text: String,
}

impl Events {
    /// Opens the stream of this client's session. Panics if the server does not open it.
    pub async fn open(client: &Client) -> Self {
        let response = tokio::time::timeout(PATIENCE, client.stream("/api/auth/events")).await.expect("a response");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// Waits for the next event, and returns its name. Returns `None` if the stream has ended. Panics if the server
    /// sends nothing for as long as [`PATIENCE`], and does not end the stream.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let name =
                    block.lines().find_map(|line| line.strip_prefix("event:")).map(|name| name.trim().to_owned());
                let has_data = block.lines().any(|line| line.starts_with("data:") && line.len() > "data: ".len());
                assert!(name.is_none() || has_data, "a browser passes over an event without data: {block}");
                self.text = rest.to_owned();
                match name {
                    Some(name) => return Some(name),
                    None => continue,
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("an event in time");
            let chunk = chunk.expect("a complete stream")?;
            self.text.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    /// Checks that the server sends the event `ended` within [`SOON`], and that it then ends the stream.
    pub async fn assert_ended(&mut self) {
        let began = Instant::now();
        assert_eq!(self.next().await.as_deref(), Some("ended"));
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
        assert_eq!(self.next().await, None);
    }

    /// Waits for the next bytes, whatever they are.
    pub async fn bytes(&mut self, patience: Duration) -> String {
        let chunk = tokio::time::timeout(patience, self.response.chunk()).await.expect("bytes in time");
        String::from_utf8(chunk.expect("a stream").expect("an open stream").to_vec()).expect("text")
    }
}
