//! Widens a place in a text to what belongs to it, so that a rule can quote one line of code, and no comment.

use serde::Deserialize;
use std::ops::Range;

/// How much is replaced around the text that a rule quotes.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// Only the text.
    #[default]
    Text,
    /// The lines that the text touches, with the comments and the attributes right above them.
    Lines,
    /// Everything between two empty lines, and the second one of these. At the end of the text, the first one.
    Paragraph,
}

impl Extent {
    /// Returns the range of bytes to replace in `all`. `found` is the range of the quoted text.
    pub fn widened(self, all: &str, found: Range<usize>) -> Range<usize> {
        match self {
            Self::Text => found,
            Self::Lines => {
                let mut start = line_start(all, found.start);
                while let Some(above) = line_above(all, start).filter(|&above| is_note(&all[above..start])) {
                    start = above;
                }
                let end = found.end - usize::from(all[found.clone()].ends_with('\n'));
                start..all[end..].find('\n').map_or(all.len(), |at| end + at + 1)
            }
            Self::Paragraph => {
                let start = all[..found.start].rfind("\n\n").map_or(0, |at| at + 2);
                let end = found.end - usize::from(all[found].ends_with('\n'));
                match all[end..].find("\n\n") {
                    Some(at) => start..end + at + 2,
                    // The text must not end with an empty line.
                    None => start.saturating_sub(1)..all.len(),
                }
            }
        }
    }
}

fn line_start(all: &str, at: usize) -> usize {
    all[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Returns the start of the line above the one that starts at `start`; `None` if this is the first line.
fn line_above(all: &str, start: usize) -> Option<usize> {
    Some(line_start(all, start.checked_sub(1)?))
}

/// Returns whether a line is a comment or an attribute of what follows it, in Rust or TOML.
fn is_note(line: &str) -> bool {
    let line = line.trim_start();
    (line.starts_with("//") && !line.starts_with("//!")) || (line.starts_with('#') && !line.starts_with("#!"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str =
        "//! A file.\nuse a;\n\n/// One.\n#[cfg(test)]\nmod one;\nmod two;\n\n/// Three.\nfn three() {\n}\n";

    fn replaced(extent: Extent, find: &str) -> String {
        let at = ALL.find(find).expect("the text");
        let mut all = ALL.to_owned();
        all.replace_range(extent.widened(ALL, at..at + find.len()), "");
        all
    }

    #[test]
    fn a_place_is_widened_to_what_belongs_to_it() {
        assert_eq!(replaced(Extent::Text, "mod two;\n"), ALL.replace("mod two;\n", ""));
        let without_one = ALL.replace("/// One.\n#[cfg(test)]\nmod one;\n", "");
        assert_eq!(replaced(Extent::Lines, "mod one"), without_one);
        assert_eq!(replaced(Extent::Lines, "mod one;\n"), without_one);
        assert_eq!(replaced(Extent::Lines, "mod two"), ALL.replace("mod two;\n", ""));
        assert_eq!(replaced(Extent::Lines, "use a"), ALL.replace("use a;\n", ""));
        assert_eq!(replaced(Extent::Paragraph, "mod two"), "//! A file.\nuse a;\n\n/// Three.\nfn three() {\n}\n");
        let without_three = "//! A file.\nuse a;\n\n/// One.\n#[cfg(test)]\nmod one;\nmod two;\n";
        assert_eq!(replaced(Extent::Paragraph, "fn three("), without_three);
        assert_eq!(replaced(Extent::Paragraph, "use a;\n"), &ALL["//! A file.\nuse a;\n\n".len()..]);
    }
}
