//! A check: an expectation, and what each deviation from it means for the app. The tables in `rules` consist of checks.

use super::{
    report::{Finding, Mark},
    response::NoResponse,
};

/// One expectation of the contract or of the app about a subject, such as a response. The type has these fields, in
/// this order:
///
/// - the name of the check
/// - a function that returns the actual value as text
/// - the expectation as text
/// - a function that returns whether the expectation is met
/// - the possible deviations; the condition of the last one must always be true
pub struct Check<S: ?Sized + 'static>(
    pub &'static str,
    pub fn(&S) -> String,
    pub &'static str,
    pub Condition<S>,
    pub &'static [Row<S>],
);

/// A deviation: its condition, its mark, and a text. The text says what the deviation means for the app. It may also
/// say how to remove the deviation. If the mark is `Skipped`, the text says why the check was skipped. In the text,
/// `{origin}` is replaced by the app's origin, and `{file}` by the name of the file with the app's paths.
pub type Row<S> = (Condition<S>, Mark, &'static str);

pub type Condition<S> = fn(&S) -> bool;

/// The condition of the last deviation in a check. It always returns `true`.
pub fn otherwise<S: ?Sized>(_: &S) -> bool {
    true
}

impl<S: ?Sized> Check<S> {
    /// Returns the finding for a subject. If the expectation is not met, the finding describes the first deviation
    /// whose condition is true.
    pub fn judge(&self, subject: &S) -> Finding {
        let Self(id, actual, _, is_expected, rows) = self;
        if is_expected(subject) {
            return self.finding(Mark::Passes, actual(subject), "");
        }
        match rows.iter().find(|(when, ..)| when(subject)) {
            Some((_, Mark::Skipped, why)) => self.skipped(why),
            Some((_, mark, meaning)) => self.finding(*mark, actual(subject), meaning),
            None => unreachable!("the last row of `{id}` applies always"),
        }
    }

    /// If `result` contains a subject, returns the finding of [`Check::judge`] for this subject. If there was no
    /// response, returns the finding that the check fails.
    pub fn of(&self, result: Result<&S, &NoResponse>) -> Finding {
        result.map_or_else(|none| self.finding(Mark::Fails, none.actual.clone(), none.meaning), |s| self.judge(s))
    }

    /// Returns the finding of a check that was skipped for this reason.
    pub fn skipped(&self, why: &str) -> Finding {
        self.finding(Mark::Skipped, String::new(), why)
    }

    fn finding(&self, mark: Mark, actual: String, meaning: &str) -> Finding {
        Finding { check: self.0, mark, expected: self.2, actual, meaning: meaning.to_owned() }
    }
}
