//! The pages of the project's documentation: the chapters of the book, and the files in the root that lead to it.

use super::markdown::Markdown;
use std::{collections::BTreeSet, fs, path::PathBuf};
use xtask::project;

/// The pages outside of the book.
const FILES: [&str; 4] = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
/// The folder with the chapters.
pub const BOOK: &str = "docs/src";

/// A page of the documentation.
pub struct Page {
    /// The path of its file, relative to the root of the repository.
    pub path: PathBuf,
    /// Its content.
    pub content: Markdown,
}

impl Page {
    fn read(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let text = fs::read_to_string(project::root().join(&path));
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { path, content: Markdown::parse(&text) }
    }
}

/// Returns the chapters of the book, in the order of its table of contents.
pub fn chapters() -> Vec<Page> {
    let summary = Page::read(format!("{BOOK}/SUMMARY.md"));
    summary.content.links.iter().map(|link| Page::read(format!("{BOOK}/{link}"))).collect()
}

/// Returns the chapters of the book, and the files in the root.
pub fn all() -> Vec<Page> {
    FILES.into_iter().map(Page::read).chain(chapters()).collect()
}

#[test]
fn the_table_of_contents_names_every_chapter_once() {
    let named: Vec<PathBuf> = chapters().into_iter().map(|page| page.path).collect();
    assert!(named.len() > 20, "only {} chapters were found", named.len());
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(BOOK)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(project::root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = folder.join(entry.file_name());
            match entry.path().is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    let is_chapter =
        |path: &PathBuf| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("SUMMARY.md");
    found.retain(is_chapter);
    let unique: BTreeSet<&PathBuf> = named.iter().collect();
    assert_eq!(unique.len(), named.len(), "a chapter is named twice");
    assert_eq!(unique, found.iter().collect());
}
