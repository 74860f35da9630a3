//! Many numbers of one kind, and what is told of them.
//! It must not know what they are of.

use std::fmt;

use serde::Serialize;

/// The middle of some numbers, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Half are below, half above.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// How many there are.
    pub count: usize,
}

impl Spread {
    /// Of these numbers; nothing where there are none.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.sort_by(f64::total_cmp);
        let (least, most, count) = (*numbers.first()?, *numbers.last()?, numbers.len());
        let median = (numbers[(count - 1) / 2] + numbers[count / 2]) / 2.0;
        Some(Spread { median, least, most, count })
    }
}

/// Such as `12.5 (11.0–14.2)`, to as many digits as asked for.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(1);
        let Spread { median, least, most, .. } = self;
        let (text, width) = (format!("{median:.digits$} ({least:.digits$}–{most:.digits$})"), f.width().unwrap_or(0));
        write!(f, "{text:>width$}")
    }
}
