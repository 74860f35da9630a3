//! Reads a stream of server-sent events (HTML standard, section 9.2.6). Only the names of the events are needed.

/// What the server tells on the stream of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerEvent {
    /// The session was ended elsewhere. The name of the event is `ended`.
    Ended,
    /// The name or the roles of the user were changed. The name of the event is `changed`.
    Changed,
}

/// No line that matters is longer than this, in bytes. Of a longer line, only the beginning is kept.
const LONGEST: usize = 64;

/// Finds the events in the pieces of one stream. A piece may end anywhere.
#[derive(Default)]
pub(super) struct EventReader {
    line: Vec<u8>,
    event: Option<ServerEvent>,
    after_return: bool,
}

impl EventReader {
    /// Reads the next piece. Returns the known events that are complete now. Comments and other events are passed over.
    pub(super) fn read(&mut self, piece: &[u8]) -> Vec<ServerEvent> {
        let mut events = Vec::new();
        for byte in piece {
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                // A carriage return has ended this line already.
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ if self.line.len() < LONGEST => self.line.push(*byte),
                _ => {}
            }
        }
        events
    }

    /// Reads the line that has ended. An empty line completes an event.
    fn end_line(&mut self) -> Option<ServerEvent> {
        let line = std::mem::take(&mut self.line);
        // A stream may begin with a byte order mark.
        match line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) {
            [] => return self.event.take(),
            [b'e', b'v', b'e', b'n', b't', b':', name @ ..] => {
                self.event = match name.strip_prefix(b" ").unwrap_or(name) {
                    b"ended" => Some(ServerEvent::Ended),
                    b"changed" => Some(ServerEvent::Changed),
                    _ => None,
                };
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::ServerEvent::{Changed, Ended};
    use super::*;

    fn read(text: &[u8], size: usize) -> Vec<ServerEvent> {
        let mut reader = EventReader::default();
        text.chunks(size).flat_map(|piece| reader.read(piece)).collect()
    }

    #[test]
    fn events_are_found_in_pieces_of_any_size_and_with_any_line_end() {
        let text = ": hello\n\nevent: changed\ndata: {}\n\nid: 7\nevent:ended\n\n: bye\n\n";
        for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{FEFF}{text}")] {
            for size in 1..text.len() {
                assert_eq!(read(text.as_bytes(), size), [Changed, Ended], "{text:?} in pieces of {size} bytes");
            }
        }
    }

    #[test]
    fn nothing_else_is_an_event() {
        let long = format!("event: ended{}\n\n", "x".repeat(LONGEST));
        for text in [
            "event: ended",
            "event: ended\n",
            ": event: ended\n\n",
            "data: ended\n\n",
            "event: Ended\n\n",
            "event:  ended\n\n",
            "event: ended\nevent: other\n\n",
            "<!DOCTYPE html>\n\n",
            &long,
        ] {
            assert_eq!(read(text.as_bytes(), 3), [], "{text:?}");
        }
        assert_eq!(read(b"\xFF\xFE\n\n\nevent: changed\n\n", 2), [Changed]);
    }
}
