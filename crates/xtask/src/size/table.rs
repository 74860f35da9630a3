//! The table of sizes that a person reads: a line for each file, and the sum of a first load.

use super::{Sizes, Weight, kb::kb};
use std::fmt;

impl fmt::Display for Sizes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SUM: &str = "first load";
        let width = self.0.iter().map(|file| file.name.len() + 2).chain([SUM.len()]).max().unwrap_or_default();
        let mut line = |name: &str, weight: Weight| {
            let Weight { raw, gzip, brotli } = weight;
            writeln!(formatter, "  {name:width$} {:>9} {:>9} {:>9}", kb(raw), kb(gzip), kb(brotli))
        };
        for file in &self.0 {
            let mark = if file.first_load { "" } else { " *" };
            line(&format!("{}{mark}", file.name), file.weight)?;
        }
        line(SUM, self.first_load())?;
        write!(formatter, "  (KB: raw, gzip, brotli; * not part of a first load)")
    }
}
