//! One report of Lighthouse: the scores of the four categories, and what lowered them.

use serde_json::Value;
use std::fmt;

/// The categories, with Lighthouse's names. Performance comes first.
pub const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// The index of performance in [`CATEGORIES`]. Only this category depends on the speed of the machine.
pub const PERFORMANCE: usize = 0;

/// The error codes that mean that the page failed. Lighthouse defines these and all other codes in its file
/// `core/lib/lh-error.js`. Each of the other codes counts as a failure of Lighthouse itself. For example, one of them
/// means that Lighthouse has recorded no trace.
const PAGE_FAILURES: [&str; 9] = [
    "NO_FCP",
    "NO_DOCUMENT_REQUEST",
    "FAILED_DOCUMENT_REQUEST",
    "ERRORED_DOCUMENT_REQUEST",
    "INSECURE_DOCUMENT_REQUEST",
    "CHROME_INTERSTITIAL_ERROR",
    "PAGE_HUNG",
    "NOT_HTML",
    "TARGET_CRASHED",
];

/// The reason why a report has no scores. Each variant contains the message to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoScores {
    /// The page failed. For example, it did not load.
    Page(String),
    /// Lighthouse itself failed. It may succeed if it runs again.
    Lighthouse(String),
}

impl fmt::Display for NoScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Page(words) | Self::Lighthouse(words)) = self;
        f.write_str(words)
    }
}

impl std::error::Error for NoScores {}

/// A problem that lowered a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The index of the category in [`CATEGORIES`].
    pub category: usize,
    /// The problem in words: its name in Lighthouse, a description, and up to three positions in the page if Lighthouse
    /// names them.
    pub words: String,
}

/// The scores and problems of one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The scores (of 100) in the order of [`CATEGORIES`].
    pub scores: [u8; 4],
    /// The problems that lowered these scores.
    pub flaws: Vec<Flaw>,
}

impl Report {
    /// Parses a report in the JSON format of Lighthouse.
    ///
    /// # Errors
    /// If the report has no scores. The error says whether the page or Lighthouse itself failed.
    pub fn parse(text: &str) -> Result<Self, NoScores> {
        let report: Value = serde_json::from_str(text)
            .map_err(|error| NoScores::Lighthouse(format!("The report is no JSON: {error}.")))?;
        let failure = &report["runtimeError"];
        if let Some(message) = failure["message"].as_str() {
            let of_page = failure["code"].as_str().is_some_and(|code| PAGE_FAILURES.contains(&code));
            return Err(if of_page { NoScores::Page } else { NoScores::Lighthouse }(message.to_owned()));
        }
        let mut scores = [0; 4];
        let mut flaws = Vec::new();
        for (category, name) in CATEGORIES.iter().enumerate() {
            let found = &report["categories"][name];
            let score = found["score"]
                .as_f64()
                .ok_or_else(|| NoScores::Lighthouse(format!("The report has no score for {name}.")))?;
            // The score is rounded as in the HTML report of Lighthouse.
            scores[category] = (score * 100.0).round() as u8;
            let counting = found["auditRefs"].as_array().into_iter().flatten().filter(|audit| audit["weight"] != 0);
            let audits = counting.filter_map(|audit| report["audits"].get(audit["id"].as_str()?));
            flaws.extend(audits.filter_map(words).map(|words| Flaw { category, words }));
        }
        Ok(Self { scores, flaws })
    }

    /// Returns the score for performance (of 100).
    pub fn performance(&self) -> u8 {
        self.scores[PERFORMANCE]
    }

    /// Combines two measurements of the same page. The result has the higher score for performance and, in every other
    /// category, the lower score. Problems of performance come from the measurement with the higher score for
    /// performance. All other problems come from both measurements.
    pub fn and(self, other: Self) -> Self {
        let (mut better, worse) = match other.performance() > self.performance() {
            true => (other, self),
            false => (self, other),
        };
        for category in 1..CATEGORIES.len() {
            better.scores[category] = better.scores[category].min(worse.scores[category]);
        }
        let new: Vec<Flaw> =
            worse.flaws.into_iter().filter(|flaw| flaw.category > 0 && !better.flaws.contains(flaw)).collect();
        better.flaws.extend(new);
        better
    }
}

/// Returns a description of the problem that an audit has found, or `None` if it has found none.
fn words(audit: &Value) -> Option<String> {
    let lost = audit["score"].as_f64().is_some_and(|score| score < 1.0);
    if !lost {
        return None;
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut words = format!("{}: {}", text(&audit["id"]), text(&audit["title"]));
    if let Some(value) = audit["displayValue"].as_str() {
        words = format!("{words} ({value})");
    }
    let items = audit["details"]["items"].as_array().into_iter().flatten();
    let places: Vec<&str> = items.filter_map(|item| item["node"]["selector"].as_str()).take(3).collect();
    if !places.is_empty() {
        words = format!("{words}, at {}", places.join("; "));
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(performance: f64, seo: f64) -> String {
        let category = |score: f64, audit: &str| json!({ "score": score, "auditRefs": [{ "id": audit, "weight": 7 }, { "id": "unweighted", "weight": 0 }] });
        json!({
            "categories": {
                "performance": category(performance, "paint"),
                "accessibility": category(1.0, "names"),
                "best-practices": category(1.0, "names"),
                "seo": category(seo, "crawl"),
            },
            "audits": {
                "paint": { "id": "paint", "title": "First paint", "score": performance, "displayValue": "3 s" },
                "names": { "id": "names", "title": "Names", "score": 1 },
                "crawl": {
                    "id": "crawl", "title": "Crawled", "score": seo,
                    "details": { "items": [{ "node": { "selector": "head > meta" } }, { "other": 1 }] },
                },
                "unweighted": { "id": "unweighted", "title": "Unweighted", "score": 0 },
            },
        })
        .to_string()
    }

    fn read(performance: f64, seo: f64) -> Report {
        Report::parse(&written(performance, seo)).expect("a report")
    }

    #[test]
    fn scores_and_problems_are_parsed() {
        let report = read(0.945, 0.5);
        assert_eq!(report.scores, [95, 100, 100, 50]);
        let words: Vec<&str> = report.flaws.iter().map(|flaw| flaw.words.as_str()).collect();
        assert_eq!(words, ["paint: First paint (3 s)", "crawl: Crawled, at head > meta"]);
        assert_eq!(report.flaws[1].category, 3);
    }

    #[test]
    fn combining_keeps_the_better_performance_and_the_lower_other_scores() {
        for both in
            [read(0.7, 1.0).and(read(0.9, 0.6)), read(0.9, 0.6).and(read(0.7, 1.0)), read(0.7, 0.6).and(read(0.9, 1.0))]
        {
            assert_eq!(both.scores, [90, 100, 100, 60]);
            let crawl = both.flaws.iter().filter(|flaw| flaw.category == 3).count();
            assert_eq!((crawl, both.flaws.len()), (1, 2), "{:?}", both.flaws);
        }
    }

    #[test]
    fn a_page_that_does_not_load_is_a_failure_of_the_page() {
        let error = json!({ "runtimeError": { "code": "ERRORED_DOCUMENT_REQUEST", "message": "status 404" } });
        assert_eq!(Report::parse(&error.to_string()), Err(NoScores::Page("status 404".to_owned())));
    }

    #[test]
    fn a_report_without_scores_is_a_failure_of_lighthouse() {
        let recording = json!({ "runtimeError": { "code": "NO_NAVSTART", "message": "No recording" } });
        let unmeasured = json!({ "categories": { "performance": { "score": null } } });
        for (text, words) in [
            (recording.to_string(), "No recording"),
            (unmeasured.to_string(), "no score for performance"),
            ("{ \"categories".to_owned(), "no JSON"),
        ] {
            let Err(NoScores::Lighthouse(message)) = Report::parse(&text) else { panic!("{text}") };
            assert!(message.contains(words), "{message}");
        }
    }
}
