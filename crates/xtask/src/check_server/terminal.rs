//! The text output of a check: a heading for each section, and one line for each finding.

use super::report::{Finding, Mark};
use std::{env, io::IsTerminal};

/// Formats the output, with or without colours.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    colours: bool,
}

impl Terminal {
    /// Returns the format for standard output. It has colours if standard output is a terminal and the variable
    /// `NO_COLOR` is empty or not set.
    pub fn of_stdout() -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colours: std::io::stdout().is_terminal() && !refused }
    }

    /// Returns the heading of the section `call`, with an empty line before it.
    pub fn heading(self, call: &str) -> String {
        format!("\n{}", self.paint("1", call))
    }

    /// Returns the line for a finding: its mark, its values and its meaning.
    pub fn line(self, finding: &Finding) -> String {
        let (sign, word, colour) = match finding.mark {
            Mark::Passes => ("✓", "ok", "32"),
            Mark::Differs => ("≠", "differs", "33"),
            Mark::Fails => ("✗", "FAILS", "31"),
            Mark::Skipped => ("–", "skipped", "2"),
        };
        let mark = self.paint(colour, &format!("{sign} {word:8}"));
        let Finding { expected, actual, meaning, .. } = finding;
        match finding.mark {
            Mark::Passes => format!("  {mark} {expected}: {actual}"),
            Mark::Skipped => format!("  {mark} {expected}. {meaning}"),
            Mark::Differs | Mark::Fails => format!("  {mark} expected: {expected}; actual: {actual}. {meaning}"),
        }
    }

    fn paint(self, colour: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{colour}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_the_expected_value_the_actual_value_and_the_meaning() {
        for (mark, colours, line) in [
            (Mark::Differs, false, "  ≠ differs  expected: a 401; actual: 403, empty. The app works."),
            (Mark::Passes, false, "  ✓ ok       a 401: 403, empty"),
            (Mark::Skipped, false, "  – skipped  a 401. The app works."),
            (Mark::Fails, true, "  \u{1b}[31m✗ FAILS   \u{1b}[0m expected: a 401; actual: 403, empty. The app works."),
        ] {
            let (actual, meaning) = ("403, empty".to_owned(), "The app works.".to_owned());
            let finding = Finding { check: "a-check", mark, expected: "a 401", actual, meaning };
            assert_eq!(Terminal { colours }.line(&finding), line);
        }
    }
}
