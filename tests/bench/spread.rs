//! Statistics of several measurements of the same thing.

use std::fmt;

use serde::Serialize;

/// The median of some numbers, and their range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The median.
    pub median: f64,
    /// The smallest number.
    pub least: f64,
    /// The largest number.
    pub most: f64,
    /// How many numbers there are.
    pub count: usize,
}

impl Spread {
    /// Returns the statistics of these numbers, or `None` if there are no numbers.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (least, most, count) = (*numbers.first()?, *numbers.last()?, numbers.len());
        let median = (numbers[(count - 1) / 2] + numbers[count / 2]) / 2.0;
        Some(Spread { median, least, most, count })
    }
}

/// Formats the median and the range, such as `12.5 (11.0–14.2)`. The number of decimals is the precision that the
/// format string gives, or 1 if it gives none.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(1);
        let Spread { median, least, most, .. } = self;
        let (text, width) = (format!("{median:.digits$} ({least:.digits$}–{most:.digits$})"), f.width().unwrap_or(0));
        write!(f, "{text:>width$}")
    }
}
