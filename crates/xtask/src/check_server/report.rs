//! The report about a server. The report contains the findings of all checks, in the order of the requests. It also
//! makes the summary of these findings.

use serde::Serialize;

/// The result of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The actual value is the expected one.
    Passes,
    /// The actual value is not the expected one, but the app works.
    Differs,
    /// Something that the app needs is missing, or the server is insecure.
    Fails,
    /// The check was not run.
    Skipped,
}

/// One expectation of the contract or of the app, and its result.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The name of the check, for programs and tests.
    pub check: &'static str,
    /// The result of the check.
    pub mark: Mark,
    /// The expected value, in words.
    pub expected: &'static str,
    /// The actual value. Empty if the check was skipped.
    pub actual: String,
    /// What the deviation means for the app, or why the check was skipped. Empty if the check passed.
    pub meaning: String,
}

/// A named group of findings, usually about one request.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// The name of the section. Usually this is the request and its circumstances, such as
    /// `POST /auth/signin as an unknown user`.
    pub call: String,
    /// The findings, in the order of the checks.
    pub findings: Vec<Finding>,
}

/// All findings about a server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The API base.
    pub api: String,
    /// The app's origin.
    pub origin: String,
    /// The findings. Usually, each request has its own section.
    pub sections: Vec<Section>,
    /// The names of the users that the check has added to the server. It has not removed them.
    pub added: Vec<String>,
}

impl Report {
    /// Returns the findings of all sections, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.sections.iter().flat_map(|section| &section.findings)
    }

    /// Returns how many findings have this mark.
    pub fn count(&self, mark: Mark) -> usize {
        self.findings().filter(|finding| finding.mark == mark).count()
    }

    /// Returns true if no check has failed. Then the app works with this server, as far as the server was checked.
    pub fn works(&self) -> bool {
        self.count(Mark::Fails) == 0
    }

    /// Returns one line with the overall result, and with the number of findings for each mark.
    pub fn summary(&self) -> String {
        let [kept, differs, fails, skipped] =
            [Mark::Passes, Mark::Differs, Mark::Fails, Mark::Skipped].map(|mark| self.count(mark));
        let verdict = match (fails, skipped) {
            (0, 0) => "The app works with this server.",
            (0, _) => "The app works with this server, as far as it was checked.",
            _ => "The app does NOT work correctly with this server: see the failures above.",
        };
        format!("{verdict} {kept} as expected, {differs} different, {fails} failed, {skipped} left out.")
    }
}
