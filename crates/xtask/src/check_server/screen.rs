//! How findings look to a person: one line for each check, below the call that it belongs to.

use super::report::{Finding, Mark};
use std::{env, io::IsTerminal};

/// A screen, with colours or without.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    colours: bool,
}

impl Screen {
    /// Colours on a terminal only, and never where `NO_COLOR` says so.
    pub fn of_stdout() -> Self {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colours: std::io::stdout().is_terminal() && !refused }
    }

    /// The line above the findings of a call.
    pub fn heading(self, call: &str) -> String {
        format!("\n{}", self.paint("1", call))
    }

    /// The line of a finding.
    pub fn line(self, finding: &Finding) -> String {
        let (sign, word, colour) = match finding.mark {
            Mark::Kept => ("✓", "ok", "32"),
            Mark::Differs => ("≠", "differs", "33"),
            Mark::Fails => ("✗", "FAILS", "31"),
            Mark::LeftOut => ("–", "left out", "2"),
        };
        let mark = self.paint(colour, &format!("{sign} {word:8}"));
        let Finding { expected, came, meaning, .. } = finding;
        match finding.mark {
            Mark::Kept => format!("  {mark} {expected}: {came}"),
            Mark::LeftOut => format!("  {mark} {expected}. {meaning}"),
            Mark::Differs | Mark::Fails => format!("  {mark} expected: {expected}; came: {came}. {meaning}"),
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
    fn a_line_says_what_was_expected_what_came_and_what_it_means() {
        for (mark, colours, line) in [
            (Mark::Differs, false, "  ≠ differs  expected: a 401; came: 403, empty. The app copes."),
            (Mark::Kept, false, "  ✓ ok       a 401: 403, empty"),
            (Mark::LeftOut, false, "  – left out a 401. The app copes."),
            (Mark::Fails, true, "  \u{1b}[31m✗ FAILS   \u{1b}[0m expected: a 401; came: 403, empty. The app copes."),
        ] {
            let (came, meaning) = ("403, empty".to_owned(), "The app copes.".to_owned());
            let finding = Finding { check: "a-check", mark, expected: "a 401", came, meaning };
            assert_eq!(Screen { colours }.line(&finding), line);
        }
    }
}
