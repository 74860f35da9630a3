//! The texts that the timeline shows or exports. Two kinds of texts are elsewhere: the units of time are in
//! `duration.rs`, and the reasons for an unknown outcome come from the session library.

use crate::duration::duration;
use crate::event::{EventKind, Origin, TimedEvent};
use crate::operation::{OperationKind, Phase, Span, TimedOperation};
use crate::shade::Shade;
use crate::time::Micros;
use evergreen_session::trace::{End, EndStep, For, StreamStep};
use evergreen_session::{Event, NoResponse, ServerEvent};

pub(crate) const TITLE: &str = "Timeline";
pub(crate) const VIEW: &str = "View";
pub(crate) const PICTURE: &str = "Picture";
pub(crate) const TABLE: &str = "Table";
pub(crate) const PAUSE: &str = "Pause";
pub(crate) const CLEAR: &str = "Clear";
pub(crate) const EXPORT: &str = "Save as JSON";
pub(crate) const EXPORT_REFUSED: &str = "This browser did not let the file be saved. Choose Table and copy from there.";
pub(crate) const EARLIER: &str = "Earlier";
pub(crate) const LATER: &str = "Later";
pub(crate) const PAUSED: &str = "Paused: new requests and events are not recorded.";
pub(crate) const EMPTY: &str = "Nothing has happened yet.";
pub(crate) const WATERFALL: &str = "Waterfall";
pub(crate) const CHOOSE_ROW: &str = "Point at a line, or choose one with the arrow keys, to see its times.";
pub(crate) const EVENTS: &str = "Events";
pub(crate) const OTHER_TABS: &str = "Other tabs";
/// The headings of the table's columns.
pub(crate) const HEADINGS: [&str; 5] = ["Start", "Request or event", "Waited", "Total", "Outcome"];
/// The text of a table cell that has no value.
pub(crate) const NONE: &str = "–";

/// The line above a group, such as `14:02:11 · 182.0 ms · 2 of 3`. It says when the group began, how long the group is,
/// and which of all groups it is.
pub(crate) fn group(time: &str, length: Micros, number: usize, count: usize) -> String {
    format!("{time} · {} · {number} of {count}", duration(length))
}

/// Says how many operations the journal has removed. The journal has space for only `kept` operations.
pub(crate) fn forgotten(kept: usize, forgotten: u32) -> String {
    format!("Only the last {kept} are kept; {forgotten} older ones were removed.")
}

/// The text beside the rows of the requests, if there are so many requests that the height of a row is too small for a
/// name. Then this one text replaces the names.
pub(crate) fn calls(count: usize) -> String {
    format!("{count} requests")
}

/// The caption of the table of one group. The times in this table are counted from the moment at which the group began.
/// `time` is the time of day of this moment.
pub(crate) fn times_count_from(time: &str) -> String {
    format!("Times are counted from {time}.")
}

/// The text for a shade in the legend. `None` if the legend leaves the shade out, because the names of the rows explain
/// the shade.
pub(crate) fn shade(shade: Shade) -> Option<&'static str> {
    match shade {
        Shade::Refresh => Some("waiting for the refresh"),
        Shade::Queue => Some("waiting for its turn"),
        Shade::Sent => Some("sent"),
        Shade::Good => Some("response"),
        Shade::Refused => Some("refused (401)"),
        Shade::Bad => Some("failed"),
        Shade::Band | Shade::Event | Shade::OtherTab => None,
    }
}

/// The name of an operation, such as `GET /test/user`.
pub(crate) fn operation(kind: &OperationKind) -> String {
    match kind {
        OperationKind::Call(method, path) => format!("{} {path}", method.name()),
        OperationKind::Refresh => "Refresh".to_owned(),
        OperationKind::SignIn => "Sign-in".to_owned(),
        OperationKind::SignOut => "Sign-out".to_owned(),
    }
}

/// The text for the end of an operation, such as `200`, `200, sent 2 times` or `unknown: it took too long`. If the
/// operation has not ended, the text is `in progress`.
pub(crate) fn outcome(operation: &TimedOperation) -> String {
    let status = operation.status().map(|status| status.to_string());
    let end = match operation.end {
        None => "in progress".to_owned(),
        Some((_, End::Done)) => status.unwrap_or_else(|| "done".to_owned()),
        Some((_, End::DoneElsewhere)) => "already done".to_owned(),
        Some((_, End::SessionGone)) => "the session has ended".to_owned(),
        Some((_, End::Refused)) => format!("refused, {}", status.as_deref().unwrap_or("not sent")),
        Some((_, End::NoRefresh)) => "the server has no refresh".to_owned(),
        Some((_, End::Dropped)) => "cancelled".to_owned(),
        Some((_, End::Unknown(why))) => match status {
            Some(status) => format!("unknown: {why} ({status})"),
            None => format!("unknown: {why}"),
        },
    };
    match operation.sends() {
        0 | 1 => end,
        sends => format!("{end}, sent {sends} times"),
    }
}

/// Returns one line about an operation. Times in the line are counted from `zero`. A screen reader reads the line again
/// whenever the line changes. A duration that still grows would change the line all the time, so the line contains only
/// durations that have ended.
pub(crate) fn operation_line(operation: &TimedOperation, zero: Micros) -> String {
    let begun = duration(operation.begun.saturating_sub(zero));
    let spans: String = operation.spans.iter().map(|one| format!(" · {}", span(one, zero))).collect();
    let total = operation.end.map(|(at, _)| format!(" · {} in total", duration(at.saturating_sub(operation.begun))));
    let (name, outcome) = (self::operation(&operation.kind), outcome(operation));
    format!("{name} at {begun}{spans} · {outcome}{}", total.unwrap_or_default())
}

fn span(span: &Span, zero: Micros) -> String {
    let Some(to) = span.to else {
        let since = duration(span.from.saturating_sub(zero));
        return match span.phase {
            Phase::Waiting(reason) => format!("waiting for {} since {since}", awaited(reason)),
            _ => format!("sent at {since}"),
        };
    };
    let time = duration(to.saturating_sub(span.from));
    match span.phase {
        Phase::Waiting(reason) => format!("waited {time} for {}", awaited(reason)),
        Phase::Sent => format!("cancelled after {time}"),
        Phase::Answered(status) => format!("{status} after {time}"),
        Phase::Unanswered(reason) => format!("{} after {time}", no_response(reason)),
    }
}

fn awaited(reason: For) -> &'static str {
    match reason {
        For::Refresh => "the refresh",
        For::Trial => "the first responses with this token",
        For::Lock => "the lock",
    }
}

/// The name of a phase in the exported file.
pub(crate) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting(For::Refresh) => "waiting for the refresh",
        Phase::Waiting(For::Trial) => "waiting for the trial",
        Phase::Waiting(For::Lock) => "waiting for the lock",
        Phase::Sent => "sent",
        Phase::Answered(_) => "answered",
        Phase::Unanswered(reason) => no_response(reason),
    }
}

/// The text for the reason why there was no response.
fn no_response(reason: NoResponse) -> &'static str {
    match reason {
        NoResponse::Offline => "offline",
        NoResponse::Unreachable => "no response",
        NoResponse::TimedOut => "timed out",
        NoResponse::Blocked => "blocked by policy",
    }
}

/// The text for an event, such as `renewed in another tab`.
pub(crate) fn event(event: &TimedEvent) -> String {
    let event_of_session = match event.event {
        EventKind::Session(event) => event,
        EventKind::Ending(step) => return ending(step).to_owned(),
        EventKind::Stream(step) => return stream(step).to_owned(),
    };
    let word = match event_of_session {
        Event::SignedIn => "signed in",
        Event::Renewed => "renewed",
        Event::SignedOut => "signed out",
        Event::Ended => "ended",
        Event::Changed => "changed",
        Event::Connection => "connection",
        Event::Idle => "idle",
    };
    match event.origin {
        Origin::Received => format!("event: {word}"),
        Origin::OtherTab => format!("{word} in another tab"),
    }
}

/// The text for a step on the way to the end of the session.
fn ending(step: EndStep) -> &'static str {
    match step {
        EndStep::Use => "the app is used",
        EndStep::IdleWarning => "warning before the idle time-out",
        EndStep::IdleWarningOver => "the warning before the idle time-out is over",
        EndStep::IdleEnd => "idle time-out",
        EndStep::EndWarning => "warning before the end of the session",
        EndStep::EndWarningOver => "the warning before the end of the session is over",
    }
}

/// The text for a step of the stream of events.
fn stream(step: StreamStep) -> &'static str {
    match step {
        StreamStep::Waits => "another tab holds the stream of events",
        StreamStep::Open => "this tab holds the stream of events",
        StreamStep::Closed => "the stream of events is closed",
        StreamStep::Heard(ServerEvent::Ended) => "the server says: the session was ended",
        StreamStep::Heard(ServerEvent::Changed) => "the server says: the user was changed",
    }
}

/// An event in one line, with its time counted from `zero`, such as `event: renewed at 3.0 ms`.
pub(crate) fn event_line(event: &TimedEvent, zero: Micros) -> String {
    format!("{} at {}", self::event(event), duration(event.at.saturating_sub(zero)))
}

#[cfg(test)]
mod tests;
