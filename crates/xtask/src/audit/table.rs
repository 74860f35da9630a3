//! All reports beside each other, and which of them are not good enough.
//! It must not know how a report comes about.

use super::{CATEGORIES, LEAST, PERFORMANCE, Performance, Report};
use anyhow::{Result, ensure};
use std::fmt;

/// Each page on each device, with its report.
#[derive(Clone, Debug)]
pub struct Table {
    rows: Vec<(&'static str, &'static str, Report)>,
    performance: Performance,
}

impl Table {
    /// An empty one.
    pub fn of(performance: Performance) -> Self {
        Self { rows: Vec::new(), performance }
    }

    /// Takes down a report.
    pub fn add(&mut self, page: &'static str, device: &'static str, report: Report) {
        self.rows.push((page, device, report));
    }

    /// Fails where anything is below the least, and says what for.
    pub fn check(&self) -> Result<()> {
        let mut complaints = Vec::new();
        for (page, device, report) in &self.rows {
            for (category, score) in self.judged(report).filter(|(_, score)| *score < LEAST) {
                complaints.push(format!("{page}, {device}: {} is {score}", CATEGORIES[category]));
                let flaws = report.flaws.iter().filter(|flaw| flaw.category == category);
                complaints.extend(flaws.map(|flaw| format!("  {}", flaw.words)));
            }
        }
        ensure!(complaints.is_empty(), "Lighthouse gives less than {LEAST}:\n{}", complaints.join("\n"));
        Ok(())
    }

    /// The lowest score of all, for a line that has room for no more; and the lowest performance, where that is only told.
    pub fn note(&self) -> String {
        let lowest = self.rows.iter().flat_map(|(.., report)| self.judged(report).map(|(_, score)| score)).min();
        let mut note = lowest.map(|score| format!("Lighthouse: {score} or more of 100")).unwrap_or_default();
        let performance = self.rows.iter().map(|(.., report)| report.performance()).min();
        if let (Performance::Told, Some(performance)) = (self.performance, performance) {
            note += &format!(", performance {performance} or more on this machine");
        }
        note
    }

    /// The categories that must reach the least, with what they reached.
    fn judged(&self, report: &Report) -> impl Iterator<Item = (usize, u8)> {
        let told = self.performance == Performance::Told;
        report.scores.into_iter().enumerate().filter(move |(category, _)| !told || *category != PERFORMANCE)
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
    fn what_is_below_the_least_is_told_with_its_causes() {
        let mut table = Table::of(Performance::Judged);
        table.add("/home", "mobile", Report { scores: [95, 100, 100, 100], flaws: vec![] });
        table.check().expect("good enough");
        assert_eq!(table.note(), "Lighthouse: 95 or more of 100");
        let flaw = |category, words: &str| Flaw { category, words: words.to_owned() };
        let flaws = vec![flaw(0, "late: Paints late"), flaw(1, "names: No names")];
        table.add("/login", "desktop", Report { scores: [94, 96, 100, 100], flaws });
        let told = table.check().expect_err("too low").to_string();
        assert_eq!(told, "Lighthouse gives less than 95:\n/login, desktop: performance is 94\n  late: Paints late");
        assert!(table.to_string().contains("/login     desktop"), "{table}");
    }

    #[test]
    fn performance_that_is_only_told_fails_nothing_and_all_else_does() {
        let mut table = Table::of(Performance::Told);
        table.add("/home", "mobile", Report { scores: [60, 100, 100, 97], flaws: vec![] });
        table.check().expect("good enough");
        assert_eq!(table.note(), "Lighthouse: 97 or more of 100, performance 60 or more on this machine");
        table.add("/home", "desktop", Report { scores: [100, 94, 100, 100], flaws: vec![] });
        assert!(table.check().expect_err("too low").to_string().contains("accessibility is 94"));
    }
}
