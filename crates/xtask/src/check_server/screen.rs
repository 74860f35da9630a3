//! How findings look to a person: one line a check, below the call that it belongs to.
//! It must not know what any check is about.

use super::finding::{Finding, Mark};
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
    use crate::check_server::finding::Check;

    static CHECK: Check = Check::new("a-check", "a refusal is 401");

    #[test]
    fn a_line_says_what_was_expected_what_came_and_what_it_means() {
        let screen = Screen { colours: false };
        let line = screen.line(&CHECK.differs("403, empty", "The app copes."));
        assert_eq!(line, "  ≠ differs  expected: a refusal is 401; came: 403, empty. The app copes.");
        assert_eq!(screen.line(&CHECK.kept("401, JSON")), "  ✓ ok       a refusal is 401: 401, JSON");
        assert_eq!(screen.line(&CHECK.left_out("No account.")), "  – left out a refusal is 401. No account.");
    }

    #[test]
    fn colours_are_only_there_where_they_are_wanted() {
        let finding = CHECK.fails("500, empty", "The app does not cope.");
        assert!(!Screen { colours: false }.line(&finding).contains('\u{1b}'));
        let line = Screen { colours: true }.line(&finding);
        assert!(line.contains("\u{1b}[31m✗ FAILS   \u{1b}[0m"), "{line}");
    }
}
