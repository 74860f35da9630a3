//! Everything that was found, in the order of the calls, and what it comes to.
//! It must not know how it is shown.

use super::finding::{Finding, Mark};
use serde::Serialize;

/// What a visit to a server found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The API base.
    pub api: String,
    /// The app's origin.
    pub origin: String,
    /// The findings, by call.
    pub sections: Vec<Section>,
    /// The names of the users that were added, and remain.
    pub added: Vec<String>,
}

/// The findings of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The call, and what is special about it.
    pub call: String,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Every finding, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.findings)
    }

    /// How many have this mark.
    pub fn count(&self, mark: Mark) -> usize {
        self.findings().filter(|finding| finding.mark == mark).count()
    }

    /// Whether the app works with this server, as far as was checked.
    pub fn works(&self) -> bool {
        self.count(Mark::Fails) == 0
    }

    /// One line that says it all.
    pub fn summary(&self) -> String {
        let verdict = match (self.works(), self.count(Mark::LeftOut)) {
            (true, 0) => "The app works with this server.",
            (true, _) => "The app works with this server, as far as was checked.",
            (false, _) => "The app does NOT work with this server as it should: see what fails above.",
        };
        let count = |mark| self.count(mark);
        format!(
            "{verdict} {} as expected, {} different, {} failed, {} left out.",
            count(Mark::Kept),
            count(Mark::Differs),
            count(Mark::Fails),
            count(Mark::LeftOut)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_server::finding::Check;

    static CHECK: Check = Check::new("a-check", "all is well");

    #[test]
    fn differences_are_allowed_and_failures_are_not() {
        let findings = vec![CHECK.kept("200"), CHECK.differs("403", "It copes.")];
        let section = Section { call: "GET /".to_owned(), findings };
        let mut report = Report { sections: vec![section], ..Report::default() };
        assert!(report.works());
        assert!(report.summary().starts_with("The app works with this server. 1 as expected, 1 different, 0 failed"));
        report.sections[0].findings.push(CHECK.left_out("No account."));
        assert!(report.works() && report.summary().contains("as far as was checked"));
        report.sections[0].findings.push(CHECK.fails("500", "It does not."));
        assert!(!report.works() && report.summary().contains("NOT"));
    }
}
