//! The findings of a check, in the order of the calls, and what they come to.

use serde::Serialize;

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As expected.
    Kept,
    /// Not as expected, and the app works all the same.
    Differs,
    /// Something that the app needs is missing, or the server is open to attack.
    Fails,
    /// Not checked.
    LeftOut,
}

/// One expectation of the contract or of the app, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The name by which machines and tests know the check.
    pub check: &'static str,
    /// The outcome.
    pub mark: Mark,
    /// What was expected.
    pub expected: &'static str,
    /// What came; empty where nothing was asked.
    pub came: String,
    /// What that means for the app, or why it was left out; empty where all is as expected.
    pub meaning: String,
}

/// The findings of one call.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// The call, and what is special about it.
    pub call: String,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Everything that was found at a server.
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

impl Report {
    /// Every finding, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.findings)
    }

    /// How many findings have this mark.
    pub fn count(&self, mark: Mark) -> usize {
        self.findings().filter(|finding| finding.mark == mark).count()
    }

    /// Whether the app works with this server, as far as was checked.
    pub fn works(&self) -> bool {
        self.count(Mark::Fails) == 0
    }

    /// The verdict and the numbers, in one line.
    pub fn summary(&self) -> String {
        let [kept, differs, fails, left_out] =
            [Mark::Kept, Mark::Differs, Mark::Fails, Mark::LeftOut].map(|mark| self.count(mark));
        let verdict = match (fails, left_out) {
            (0, 0) => "The app works with this server.",
            (0, _) => "The app works with this server, as far as was checked.",
            _ => "The app does NOT work with this server as it should: see what fails above.",
        };
        format!("{verdict} {kept} as expected, {differs} different, {fails} failed, {left_out} left out.")
    }
}
