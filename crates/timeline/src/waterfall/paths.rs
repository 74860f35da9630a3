//! The shapes of the waterfall: one SVG path for each shade.

use std::fmt::Write;

use super::scale::{Scale, WIDTH};
use crate::operation::{Phase, TimedOperation};
use crate::shade::Shade;
use crate::time::Micros;
use evergreen_session::trace::{End, For};

/// The least width of a shape, in units of the scale. A narrower shape would be hard to see.
const MIN_WIDTH: u64 = 3;

/// A shade, its SVG path, and the number of shapes in the path.
pub(super) type Path = (Shade, String, usize);

/// Draws the shapes of one group, and collects them in one path for each shade.
pub(super) struct Paths {
    scale: Scale,
    now: Micros,
    paths: [Path; 9],
}

impl Paths {
    /// Returns one empty path for each shade. `now` is used later as the end of each span that has not ended.
    pub(super) fn new(scale: Scale, now: Micros) -> Self {
        Paths { scale, now, paths: Shade::ALL.map(|shade| (shade, String::new(), 0)) }
    }

    /// Returns the paths that have shapes.
    pub(super) fn finish(self) -> Vec<Path> {
        self.paths.into_iter().filter(|(.., count)| *count > 0).collect()
    }

    /// Draws the spans of an operation into a row. `row` is the top and the height of the row, in px.
    pub(super) fn operation(&mut self, operation: &TimedOperation, row: (u32, u32)) {
        for span in &operation.spans {
            let shade = match span.phase {
                Phase::Waiting(For::Refresh) => Shade::Refresh,
                Phase::Waiting(For::Trial | For::Lock) => Shade::Queue,
                Phase::Sent => match operation.end {
                    Some((_, End::Dropped)) => Shade::Bad,
                    _ => Shade::Sent,
                },
                Phase::Answered(200..=299) => Shade::Good,
                Phase::Answered(401) => Shade::Refused,
                Phase::Answered(_) | Phase::Unanswered(_) => Shade::Bad,
            };
            self.bar(shade, (span.from, span.to.unwrap_or(self.now)), row);
        }
    }

    /// Draws a bar from the time `from` to the time `to` into a row. `y` is the top of the row, and `height` is its
    /// height, in px.
    pub(super) fn bar(&mut self, shade: Shade, (from, to): (Micros, Micros), (y, height): (u32, u32)) {
        let (left, right) = (self.scale.x(from), self.scale.x(to));
        let left = left.min(WIDTH - MIN_WIDTH);
        let width = right.saturating_sub(left).max(MIN_WIDTH);
        // A bar leaves a gap above and below it, unless its row is too low for that. A band may cover several rows, so
        // it leaves no gap.
        let gap = if shade == Shade::Band { 0 } else { height / 5 };
        let (y, height) = (y + gap, height - 2 * gap);
        let (_, path, count) = &mut self.paths[shade as usize];
        *count += 1;
        // Writing to a `String` cannot fail.
        let _ = write!(path, "M{left} {y}h{width}v{height}h-{width}z");
    }
}
