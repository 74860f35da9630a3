//! The journal as a JSON file, which people can send to somebody or read with a program. It contains no token, body or
//! query, because the journal contains none.

use serde::Serialize;

use crate::journal::Entries;
use crate::operation::{Phase, Span, TimedOperation};
use crate::texts;
use crate::time::Micros;

/// The name under which the file is saved.
pub(crate) const FILE_NAME: &str = "session-activity.json";

/// The content of the file. All times are in microseconds since `page_began`.
#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    page_began: &'a str,
    forgotten: u32,
    #[serde(rename = "lanes")]
    operations: Vec<ExportedOperation>,
    #[serde(rename = "marks")]
    events: Vec<ExportedEvent>,
}

#[derive(Serialize)]
struct ExportedOperation {
    number: u32,
    what: String,
    begun: Micros,
    over: Option<Micros>,
    outcome: String,
    spans: Vec<ExportedSpan>,
}

#[derive(Serialize)]
struct ExportedSpan {
    what: &'static str,
    status: Option<u16>,
    from: Micros,
    to: Option<Micros>,
}

#[derive(Serialize)]
struct ExportedEvent {
    at: Micros,
    from: Option<Micros>,
    what: String,
}

/// Returns the text of the file. All times are counted from `page_began`, which is a moment in the format of ISO 8601.
pub(crate) fn to_json(entries: &Entries, page_began: &str) -> String {
    let events = entries.events.iter();
    let file = File {
        format: "evergreen-activity-1",
        page_began,
        forgotten: entries.forgotten,
        operations: entries.operations.iter().map(exported).collect(),
        events: events
            .map(|event| ExportedEvent { at: event.at, from: event.from, what: texts::event(event) })
            .collect(),
    };
    // Numbers and texts can always be serialized.
    serde_json::to_string(&file).unwrap_or_default()
}

fn exported(operation: &TimedOperation) -> ExportedOperation {
    ExportedOperation {
        number: operation.number,
        what: texts::operation(&operation.kind),
        begun: operation.begun,
        over: operation.end.map(|(at, _)| at),
        outcome: texts::outcome(operation),
        spans: operation.spans.iter().map(span).collect(),
    }
}

fn span(span: &Span) -> ExportedSpan {
    let status = match span.phase {
        Phase::Answered(status) => Some(status),
        _ => None,
    };
    ExportedSpan { what: texts::phase(span.phase), status, from: span.from, to: span.to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Origin, TimedEvent};
    use evergreen_session::Event;
    use evergreen_session::trace::{End, For, Operation, Step};

    #[test]
    fn the_file_contains_every_time() {
        let mut refresh = TimedOperation::new(7, Operation::Refresh, 1);
        for (at, step) in
            [(1, Step::Waits(For::Lock)), (2, Step::Sent), (5, Step::Answered(200)), (6, Step::Over(End::Done))]
        {
            refresh.step(step, at);
        }
        let event = TimedEvent { event: Event::Renewed.into(), origin: Origin::OtherTab, at: 9, from: Some(8) };
        let entries = Entries { operations: [refresh].into(), events: [event].into(), ..Entries::default() };
        let json: serde_json::Value = serde_json::from_str(&to_json(&entries, "2000-01-01T00:00:00Z")).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "format": "evergreen-activity-1",
                "page_began": "2000-01-01T00:00:00Z",
                "forgotten": 0,
                "lanes": [{
                    "number": 7, "what": "Refresh", "begun": 1, "over": 6, "outcome": "200",
                    "spans": [
                        {"what": "waiting for the lock", "status": null, "from": 1, "to": 2},
                        {"what": "answered", "status": 200, "from": 2, "to": 5},
                    ],
                }],
                "marks": [{"at": 9, "from": 8, "what": "renewed in another tab"}],
            })
        );
    }
}
