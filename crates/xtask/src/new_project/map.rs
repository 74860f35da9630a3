//! Removes from `CONTRIBUTING.md` what names files that a new project does not have.

use std::collections::VecDeque;

/// Returns the text without the paths that do not exist. In a row of a table, the parts of the second cell that name
/// such a path are removed. The row is removed if its first cell names such a path, or if no part of the second cell
/// remains. A table without rows is removed, and then its heading. All other lines stay. `exists` says whether the new
/// project has a path.
pub fn without_missing(text: &str, exists: impl Fn(&str) -> bool) -> String {
    // The lines are added from the last one to the first one, because a line may need those that follow.
    let mut kept = VecDeque::new();
    for line in text.lines().rev().filter_map(|line| row(line, &exists)) {
        if has_content(&line, &kept) {
            kept.push_front(line);
        }
    }
    kept.iter().map(|line| format!("{line}\n")).collect()
}

/// Returns false for the head of a table without rows, for a heading without a text, and for an empty line before
/// another one. `next` has the lines that remain after this line.
fn has_content(line: &str, next: &VecDeque<String>) -> bool {
    let follows = |start: &str| next.front().is_some_and(|next| next.starts_with(start));
    let level = |line: &str| line.chars().take_while(|&c| c == '#').count();
    if line.starts_with("| ---") {
        return follows("| ");
    }
    if line.starts_with("| to ") {
        return follows("| ---");
    }
    if level(line) > 0 {
        let next = next.iter().find(|next| !next.is_empty());
        return next.is_some_and(|next| level(next) == 0 || level(next) > level(line));
    }
    !line.is_empty() || next.front().is_some_and(|next| !next.is_empty())
}

/// Returns the line without the parts that name a path that does not exist; `None` if nothing of a row remains.
fn row(line: &str, exists: impl Fn(&str) -> bool) -> Option<String> {
    let complete = |part: &str| paths(part).all(&exists);
    let cells = line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |")).and_then(|row| row.split_once(" | "));
    let Some((first, second)) = cells else { return Some(line.to_owned()) };
    let parts: Vec<_> = second.split("; ").filter(|part| complete(part)).collect();
    (complete(first) && !parts.is_empty()).then(|| format!("| {first} | {} |", parts.join("; ")))
}

/// Returns the paths that the text names between backticks. Commands, addresses, placeholders and files of a build are
/// no paths; `crates/xtask/tests/contributing.rs` leaves out the same texts.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|text| {
        text.contains('/')
            && !text.contains([' ', '*'])
            && !text.contains("NAME")
            && !text.starts_with(['/', '.'])
            && !text.starts_with("target/")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_a_missing_file_is_removed() {
        let table = "\n| to change … | look in … |\n| --- | --- |\n";
        let text = format!(
            "# All\n\nSee `gone/a`.\n\n## One\n{table}| one | `a/b`; other: `gone/b`, more: `a/c`; last: `a/d` |\n\
             | two | `gone/c` |\n| `gone/d` | `a/b` |\n| three | `/gone`, `cargo x gone/e`, `target/gone` |\n\n\
             ## Two\n\n### Three\n{table}| four | `gone/f` |\n\n## Four\n\nText.\n"
        );
        assert_eq!(
            without_missing(&text, |path| !path.starts_with("gone/")),
            format!(
                "# All\n\nSee `gone/a`.\n\n## One\n{table}| one | `a/b`; last: `a/d` |\n\
                 | three | `/gone`, `cargo x gone/e`, `target/gone` |\n\n## Four\n\nText.\n"
            )
        );
    }

    #[test]
    fn a_complete_text_stays_as_it_is() {
        let text = std::fs::read_to_string(crate::project::root().join("CONTRIBUTING.md")).expect("the map");
        assert_eq!(without_missing(&text, |_| true), text);
    }
}
