//! The table of all reports, and the check of the scores.

use super::{CATEGORIES, LEAST, PERFORMANCE, Performance, Report};
use anyhow::{Result, ensure};
use std::fmt;

/// The report of each page on each device.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<(&'static str, &'static str, Report)>,
    performance: Performance,
}

impl Table {
    /// Creates an empty table. `performance` decides whether [`Table::check`] checks the scores for performance.
    pub fn of(performance: Performance) -> Self {
        Self { rows: Vec::new(), performance }
    }

    /// Adds the report of a page on a device.
    pub fn add(&mut self, page: &'static str, device: &'static str, report: Report) {
        self.rows.push((page, device, report));
    }

    /// Checks that each score is at least [`LEAST`]. If the scores for performance are only printed, they are not
    /// checked.
    ///
    /// # Errors
    /// If a score is lower. The message lists the low scores and the problems that lowered them.
    pub fn check(&self) -> Result<()> {
        let mut complaints = Vec::new();
        for (page, device, report) in &self.rows {
            for (category, score) in self.counting(report).filter(|(_, score)| *score < LEAST) {
                complaints.push(format!("{page}, {device}: {} is {score}", CATEGORIES[category]));
                let flaws = report.flaws.iter().filter(|flaw| flaw.category == category);
                complaints.extend(flaws.map(|flaw| format!("  {}", flaw.words)));
            }
        }
        ensure!(complaints.is_empty(), "Lighthouse gives less than {LEAST} points:\n{}", complaints.join("\n"));
        Ok(())
    }

    /// Returns one line with the lowest of all checked scores. If the scores for performance are only printed and not
    /// checked, the line also gives the lowest of these scores.
    pub fn note(&self) -> String {
        let lowest = self.rows.iter().flat_map(|(.., report)| self.counting(report).map(|(_, score)| score)).min();
        let mut note = lowest.map(|score| format!("Lighthouse: {score} or more of 100")).unwrap_or_default();
        let performance = self.rows.iter().map(|(.., report)| report.performance()).min();
        if let (Performance::Printed, Some(performance)) = (self.performance, performance) {
            note += &format!(", performance {performance} or more on this machine");
        }
        note
    }

    /// Returns the scores that are checked, each with the index of its category. If the scores for performance are only
    /// printed, they are left out.
    fn counting(&self, report: &Report) -> impl Iterator<Item = (usize, u8)> {
        let printed = self.performance == Performance::Printed;
        report.scores.into_iter().enumerate().filter(move |(category, _)| !printed || *category != PERFORMANCE)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "=== Lighthouse\n  {:10} {:8}", "", "")?;
        for category in CATEGORIES {
            write!(formatter, " {category:>14}")?;
        }
        for (page, device, report) in &self.rows {
            write!(formatter, "\n  {page:10} {device:8}")?;
            for score in report.scores {
                write!(formatter, " {score:>14}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Flaw;
    use super::*;

    #[test]
    fn scores_that_are_too_low_are_reported_with_their_problems() {
        let mut table = Table::of(Performance::Counts);
        table.add("/home", "mobile", Report { scores: [95, 100, 100, 100], flaws: vec![] });
        table.check().expect("good enough");
        assert_eq!(table.note(), "Lighthouse: 95 or more of 100");
        let flaw = |category, words: &str| Flaw { category, words: words.to_owned() };
        let flaws = vec![flaw(0, "late: Paints late"), flaw(1, "names: No names")];
        table.add("/login", "desktop", Report { scores: [94, 96, 100, 100], flaws });
        let message = table.check().expect_err("too low").to_string();
        assert_eq!(
            message,
            "Lighthouse gives less than 95 points:\n/login, desktop: performance is 94\n  late: Paints late"
        );
        assert!(table.to_string().contains("/login     desktop"), "{table}");
    }

    #[test]
    fn a_low_performance_that_does_not_count_is_no_error() {
        let mut table = Table::of(Performance::Printed);
        table.add("/home", "mobile", Report { scores: [60, 100, 100, 97], flaws: vec![] });
        table.check().expect("good enough");
        assert_eq!(table.note(), "Lighthouse: 97 or more of 100, performance 60 or more on this machine");
        table.add("/home", "desktop", Report { scores: [100, 94, 100, 100], flaws: vec![] });
        assert!(table.check().expect_err("too low").to_string().contains("accessibility is 94"));
    }
}
