//! The layout of the waterfall: which rows there are, and where the shapes are. It does not use the browser, so it can
//! be tested without one.

use super::paths::{Path, Paths};
use super::scale::Scale;
use crate::event::{Origin, TimedEvent};
use crate::group::Group;
use crate::journal::Entries;
use crate::operation::{OperationKind, Phase, Span, TimedOperation};
use crate::shade::Shade;
use crate::texts;
use crate::time::Micros;
use evergreen_session::trace::For;

/// The height of a row that has room for its name, in px at the usual text size. `timeline.css` gives the names in the
/// list the same height.
pub(crate) const ROW: u32 = 20;

/// The layout of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The rows above the requests: events, other tabs, refreshes, sign-ins and sign-outs. Each is [`ROW`] px high.
    pub(crate) heads: Vec<Row>,
    /// The requests, in the order in which they were made.
    pub(crate) calls: Vec<Row>,
    /// The height of a request's row, in px. It is smaller than [`ROW`] if there are many requests.
    pub(crate) call_height: u32,
    /// The shapes of the picture. All shapes of one shade are drawn as one path. A [`Path`] also says how many shapes
    /// it contains.
    pub(crate) paths: Vec<Path>,
    /// The vertical lines: for each, its x position, and its time since the left edge.
    pub(crate) ticks: Vec<(u64, Micros)>,
}

/// One row of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// What the row is about. The id stays the same when other rows are added above the row.
    pub(crate) id: RowId,
    /// The name of the row, which is shown beside the picture.
    pub(crate) name: String,
    /// All times of the row, in one line of text. The line is shown while the row is chosen.
    pub(crate) numbers: String,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowId {
    /// The events that the session library delivered to this tab.
    Events,
    /// What other tabs did.
    OtherTabs,
    /// The operation with this number.
    Operation(u32),
}

impl Layout {
    /// Lays out one group. An operation that is under way is drawn until `now`.
    pub(crate) fn of(entries: &Entries, group: Group, now: Micros) -> Layout {
        let scale = Scale { from: group.from, length: (group.to - group.from).max(1_000) };
        let operations = || entries.operations.iter().filter(|one| group.contains(one.begun));
        let is_call = |one: &&TimedOperation| matches!(one.kind, OperationKind::Call(..));
        let calls: Vec<&TimedOperation> = operations().filter(is_call).collect();
        let others: Vec<&TimedOperation> = operations().filter(|one| !is_call(one)).collect();
        let mut paths = Paths::new(scale, now);

        let mut heads = Vec::new();
        for (id, name, origin, shade) in [
            (RowId::Events, texts::EVENTS, Origin::Received, Shade::Event),
            (RowId::OtherTabs, texts::OTHER_TABS, Origin::OtherTab, Shade::OtherTab),
        ] {
            let of_row = |event: &&TimedEvent| group.contains(event.begun()) && event.origin == origin;
            let events: Vec<&TimedEvent> = entries.events.iter().filter(of_row).collect();
            if events.is_empty() {
                continue;
            }
            let y = heads.len() as u32 * ROW;
            for event in &events {
                paths.bar(shade, (event.begun(), event.at), (y, ROW));
            }
            let lines: Vec<String> = events.iter().map(|event| texts::event_line(event, group.from)).collect();
            heads.push(Row { id, name: name.to_owned(), numbers: format!("{name}: {}", lines.join(" · ")) });
        }
        let first_operation = heads.len() as u32;
        let row = |one: &&TimedOperation| Row {
            id: RowId::Operation(one.number),
            name: texts::operation(&one.kind),
            numbers: texts::operation_line(one, group.from),
        };
        heads.extend(others.iter().map(row));
        let top = heads.len() as u32 * ROW;
        let call_height = call_height(calls.len());

        for (place, refresh) in others.iter().enumerate().filter(|(_, one)| one.kind == OperationKind::Refresh) {
            let time = (refresh.begun, refresh.until(now));
            paths.bar(Shade::Band, time, ((first_operation + place as u32) * ROW, ROW));
            for (first, count) in runs(&calls, time, now) {
                paths.bar(Shade::Band, time, (top + first * call_height, count * call_height));
            }
        }
        for (place, operation) in others.iter().enumerate() {
            paths.operation(operation, ((first_operation + place as u32) * ROW, ROW));
        }
        for (place, call) in calls.iter().enumerate() {
            paths.operation(call, (top + place as u32 * call_height, call_height));
        }
        let calls = calls.iter().map(row).collect();
        Layout { heads, calls, call_height, paths: paths.finish(), ticks: scale.ticks() }
    }

    /// Returns the height of all rows together, in px.
    pub(crate) fn height(&self) -> u32 {
        self.heads.len() as u32 * ROW + self.calls.len() as u32 * self.call_height
    }

    /// Returns the number of rows.
    pub(crate) fn len(&self) -> usize {
        self.heads.len() + self.calls.len()
    }

    /// Returns the index of the row that is `y` px below the top. `None` if there is no row.
    pub(crate) fn row_at(&self, y: u32) -> Option<usize> {
        let top = self.heads.len() as u32 * ROW;
        let row = if y < top { y / ROW } else { self.heads.len() as u32 + (y - top) / self.call_height.max(1) };
        Some(row as usize).filter(|row| *row < self.len())
    }

    /// Returns the top and the height of the row with this index, in px.
    pub(crate) fn place_of(&self, row: usize) -> (u32, u32) {
        match row.checked_sub(self.heads.len()) {
            None => (row as u32 * ROW, ROW),
            Some(call) => (self.heads.len() as u32 * ROW + call as u32 * self.call_height, self.call_height),
        }
    }

    /// Returns the row with this index. `None` if there is no such row. The rows of requests come after the other rows.
    pub(crate) fn row(&self, row: usize) -> Option<&Row> {
        self.rows().nth(row)
    }

    /// Returns the index of the row `id`. `None` if the layout has no such row.
    pub(crate) fn find(&self, id: RowId) -> Option<usize> {
        self.rows().position(|row| row.id == id)
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.heads.iter().chain(&self.calls)
    }
}

/// Returns the height of a request's row, in px. A few requests get rows as high as a line of text. Hundreds of
/// requests get low rows, so that all of them fit on one or two screens.
fn call_height(calls: usize) -> u32 {
    match calls {
        0..=20 => ROW,
        21..=60 => 10,
        61..=120 => 6,
        121..=250 => 4,
        _ => 2,
    }
}

/// Finds the requests in `calls` that waited for the refresh that began at `from` and ended at `to`. Those of them that
/// are next to each other in `calls` form a run. Returns two numbers for each run: the index of its first request, and
/// how many requests it has.
fn runs(calls: &[&TimedOperation], (from, to): (Micros, Micros), now: Micros) -> Vec<(u32, u32)> {
    let waits =
        |span: &Span| span.phase == Phase::Waiting(For::Refresh) && span.from <= to && span.to.unwrap_or(now) >= from;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for (place, _) in calls.iter().enumerate().filter(|(_, call)| call.spans.iter().any(waits)) {
        let place = place as u32;
        match runs.last_mut() {
            Some((first, count)) if *first + *count == place => *count += 1,
            _ => runs.push((place, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests;
