//! The journal as a file: JSON that one can send to somebody, or read with a program.
//! It must not hold a token, a body or a query: nothing that is remembered does.

use serde::Serialize;

use super::clock::Micros;
use super::journal::Entries;
use super::lane::{Lane, Phase, Span};
use super::words::no_answer;
use evergreen_session::trace::For;

/// The file. All times are in microseconds since the page began.
#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    page_began: &'a str,
    forgotten: u32,
    lanes: Vec<SavedLane>,
    marks: Vec<SavedMark>,
}

#[derive(Serialize)]
struct SavedLane {
    number: u32,
    what: String,
    begun: Micros,
    over: Option<Micros>,
    outcome: String,
    spans: Vec<SavedSpan>,
}

#[derive(Serialize)]
struct SavedSpan {
    what: &'static str,
    status: Option<u16>,
    from: Micros,
    to: Option<Micros>,
}

#[derive(Serialize)]
struct SavedMark {
    at: Micros,
    from: Option<Micros>,
    what: String,
}

impl Entries {
    /// The text of the file; `page_began` is the moment from which its times count, as ISO 8601.
    pub fn to_json(&self, page_began: &str) -> String {
        let marks = self.marks.iter().map(|mark| SavedMark { at: mark.at, from: mark.from, what: mark.words() });
        let file = File {
            format: "evergreen-activity-1",
            page_began,
            forgotten: self.forgotten,
            lanes: self.lanes.iter().map(saved).collect(),
            marks: marks.collect(),
        };
        // Numbers and texts can always be written.
        serde_json::to_string(&file).unwrap_or_default()
    }
}

fn saved(lane: &Lane) -> SavedLane {
    SavedLane {
        number: lane.number,
        what: lane.about.words(),
        begun: lane.begun,
        over: lane.end.map(|(at, _)| at),
        outcome: lane.outcome(),
        spans: lane.spans.iter().map(span).collect(),
    }
}

fn span(span: &Span) -> SavedSpan {
    let what = match span.phase {
        Phase::Waiting(For::Refresh) => "waiting for the refresh",
        Phase::Waiting(For::Trial) => "waiting for the trial",
        Phase::Waiting(For::Lock) => "waiting for the lock",
        Phase::Sent => "sent",
        Phase::Answered(_) => "answered",
        Phase::Unanswered(none) => no_answer(none),
    };
    let status = match span.phase {
        Phase::Answered(status) => Some(status),
        _ => None,
    };
    SavedSpan { what, status, from: span.from, to: span.to }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::journal::{Mark, What};
    use evergreen_session::Event;
    use evergreen_session::trace::{End, Operation, Step};

    #[test]
    fn the_file_holds_every_time() {
        let mut lane = Lane::new(7, Operation::Refresh, 1);
        for (at, step) in
            [(1, Step::Waits(For::Lock)), (2, Step::Sent), (5, Step::Answered(200)), (6, Step::Over(End::Done))]
        {
            lane.step(step, at);
        }
        let mark = Mark { at: 9, from: Some(8), what: What::Elsewhere(Event::Renewed) };
        let entries = Entries { lanes: [lane].into(), marks: [mark].into(), ..Entries::default() };
        let json: serde_json::Value = serde_json::from_str(&entries.to_json("2000-01-01T00:00:00Z")).unwrap();
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
