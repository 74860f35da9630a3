//! The form of the tables in `rules`.

use super::{
    answer::NoAnswer,
    report::{Finding, Mark},
};

/// One expectation of the contract or of the app, about a subject such as an answer: its name, what came, what is
/// expected, when that is so, and the deviations, of which the last one has to apply always.
pub struct Check<S: ?Sized + 'static>(
    pub &'static str,
    pub fn(&S) -> String,
    pub &'static str,
    pub Condition<S>,
    pub &'static [Row<S>],
);

/// A deviation: when there is one, its mark, and what it means for the app, with the remedy. In this text, `{origin}`
/// stands for the app's origin and `{file}` for the file with the app's paths.
pub type Row<S> = (Condition<S>, Mark, &'static str);

pub type Condition<S> = fn(&S) -> bool;

/// The condition of a last row.
pub fn otherwise<S: ?Sized>(_: &S) -> bool {
    true
}

impl<S: ?Sized> Check<S> {
    /// As expected, or else the first deviation that applies.
    pub fn judge(&self, subject: &S) -> Finding {
        let Self(id, came, _, is_expected, rows) = self;
        if is_expected(subject) {
            return self.finding(Mark::Kept, came(subject), "");
        }
        match rows.iter().find(|(when, ..)| when(subject)) {
            Some((_, Mark::LeftOut, why)) => self.left_out(why),
            Some((_, mark, meaning)) => self.finding(*mark, came(subject), meaning),
            None => unreachable!("the last row of `{id}` applies always"),
        }
    }

    /// The same where there may be no answer, which is a failure for the app.
    pub fn of(&self, heard: Result<&S, &NoAnswer>) -> Finding {
        heard.map_or_else(|none| self.finding(Mark::Fails, none.came.clone(), none.meaning), |s| self.judge(s))
    }

    /// Not checked, for this reason.
    pub fn left_out(&self, why: &str) -> Finding {
        self.finding(Mark::LeftOut, String::new(), why)
    }

    fn finding(&self, mark: Mark, came: String, meaning: &str) -> Finding {
        Finding { check: self.0, mark, expected: self.2, came, meaning: meaning.to_owned() }
    }
}
