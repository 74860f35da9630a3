//! Checks the sentences of `check-server` that the book quotes.

use super::pages::chapters;
use std::{fs, path::PathBuf};
use xtask::project;

/// Returns the source code of the tables of `check-server` as one line. Each string in it is complete, even if the
/// source code splits the string over several lines.
fn tables() -> String {
    let folder = project::root().join("crates/xtask/src/check_server/rules");
    let files = fs::read_dir(folder).expect("the tables").map(|entry| entry.expect("an entry").path());
    let text: String = files.map(|file| fs::read_to_string(file).expect("a table")).collect();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("\n").replace("\\\n", "").replace('\n', " ").replace("\\\"", "\"")
}

/// Returns the mark and the sentence of a row such as `| mistake | FAILS: "sentence" | remedy |`.
fn quote(row: &str) -> Option<(&'static str, &str)> {
    let (mark, rest) = match (row.split_once("| FAILS: \""), row.split_once("| differs: \"")) {
        (Some((_, rest)), _) => ("Fails", rest),
        (None, Some((_, rest))) => ("Differs", rest),
        (None, None) => return None,
    };
    Some((mark, rest.split_once("\" |")?.0))
}

/// Returns the last lines of `check-server` that chapters show as a block, and the path of the chapter of each.
pub fn quoted_summaries() -> Vec<(PathBuf, String)> {
    let mut quotes = Vec::new();
    for page in chapters() {
        let texts = page.content.blocks.iter().map(|block| block.text.trim());
        let summaries = texts.filter(|text| text.starts_with("The app works with this server"));
        quotes.extend(summaries.map(|text| (page.path.clone(), text.to_owned())));
    }
    quotes
}

#[test]
fn check_server_says_what_the_book_quotes() {
    let tables = tables();
    let chapter = fs::read_to_string(project::root().join("docs/src/server/mistakes.md")).expect("the chapter");
    let quotes: Vec<_> = chapter.lines().filter_map(quote).collect();
    assert!(quotes.len() > 30, "only {} quotes were found", quotes.len());
    for (mark, sentence) in quotes {
        // A sentence that several rows share is the value of a constant.
        let constant =
            tables.split_once(&format!(": &str = \"{sentence}\"")).and_then(|(before, _)| before.rsplit(' ').next());
        let is_quoted = match constant {
            Some(name) => tables.contains(&format!("{mark}, {name})")),
            None => tables.contains(&format!("{mark}, \"{sentence}\"")),
        };
        assert!(is_quoted, "check-server does not say: {mark} {sentence}");
    }
}
