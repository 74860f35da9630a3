//! Checks the links between the pages, the files that chapters include, and the paths into the repository.

use super::pages::{BOOK, all, chapters};
use std::{
    fs,
    path::{Component, Path, PathBuf},
};
use xtask::project;

/// Files that a reader writes, so the repository does not have them.
const OF_THE_READER: [&str; 2] = ["src/pages/notes.rs", "src/pages/NAME.rs"];
/// The endings of files in the repository.
const ENDINGS: [&str; 11] = ["css", "html", "java", "js", "json", "md", "mjs", "rs", "toml", "xml", "yaml"];

/// Returns a path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                assert!(parts.pop(), "{} leads out of the repository", path.display());
            }
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    parts
}

#[test]
fn every_link_leads_to_a_file_and_an_anchor() {
    let pages = all();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in &pages {
        let here = page.path.display();
        for link in page.content.links.iter().filter(|link| !link.starts_with("http")) {
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => page.path.clone(),
                file => normal(&page.path.parent().expect("a folder").join(file)),
            };
            if !project::root().join(&target).exists() {
                wrong.push(format!("{here}: there is no {}", target.display()));
                continue;
            }
            let other = pages.iter().find(|page| page.path == target);
            if page.path.starts_with(BOOK) && other.is_none_or(|other| !other.path.starts_with(BOOK)) {
                wrong.push(format!("{here}: {link} leads out of the book, so it is broken in the built one"));
            }
            let has_anchor =
                |anchor: &str| other.is_some_and(|page| page.content.anchors.iter().any(|it| it == anchor));
            if !anchor.is_empty() && !has_anchor(anchor) {
                wrong.push(format!("{here}: {} has no heading #{anchor}", target.display()));
            }
        }
    }
    assert!(count > 60, "only {count} links were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_picture_exists() {
    let mut count = 0;
    for page in all() {
        let text = fs::read_to_string(project::root().join(&page.path)).expect("a page");
        let sources = ["src=\"", "srcset=\""].into_iter().flat_map(|name| text.split(name).skip(1).collect::<Vec<_>>());
        for source in sources.filter_map(|rest| rest.split('"').next()) {
            let file = normal(&page.path.parent().expect("a folder").join(source));
            assert!(project::root().join(&file).is_file(), "{}: there is no {}", page.path.display(), file.display());
            count += 1;
        }
    }
    assert!(count >= 4, "only {count} pictures were found");
}

#[test]
fn every_compared_version_has_a_link_to_its_page() {
    let chapter = fs::read_to_string(project::root().join("docs/src/comparison.md")).expect("the chapter");
    let (_, table) = chapter.split_once("| client | version, published | source files |").expect("the versions");
    let rows: Vec<_> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let cells: Vec<_> = row.split(" | ").collect();
        let package = cells[2].split(['`', '*']).nth(1).expect("the name of a package");
        let version = cells[1].split(['[', ']']).nth(1).unwrap_or_else(|| panic!("a version without a link: {row}"));
        let link = format!("[{version}](https://www.npmjs.com/package/{package}/v/{version}), ");
        assert!(cells[1].starts_with(&link), "{row}");
    }
}

#[test]
fn every_path_in_the_repository_exists() {
    let root = project::root();
    let is_path = |code: &str| {
        let Some((first, _)) = code.split_once('/') else { return false };
        let has_ending = code.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending));
        let is_plain = !code.contains([' ', '{', '*', ':']) && !first.is_empty();
        is_plain && !["target", "dist", "release"].contains(&first) && (has_ending || root.join(first).is_dir())
    };
    let (mut wrong, mut count) = (Vec::new(), 0);
    // The changelog also names files that are gone.
    for page in all().iter().filter(|page| !page.path.ends_with("CHANGELOG.md")) {
        for code in page.content.codes.iter().filter(|code| is_path(code) && !OF_THE_READER.contains(&code.as_str())) {
            count += 1;
            if !root.join(code).exists() {
                wrong.push(format!("{}: there is no {code}", page.path.display()));
            }
        }
    }
    assert!(count > 100, "only {count} paths were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_included_file_exists() {
    let mut count = 0;
    for page in chapters() {
        for block in &page.content.blocks {
            for line in block.text.lines().filter_map(|line| line.strip_prefix("{{#include ")) {
                count += 1;
                let file = page.path.parent().expect("a folder").join(line.trim_end_matches("}}"));
                assert!(project::root().join(normal(&file)).is_file(), "{}: {line}", page.path.display());
            }
        }
    }
    assert_eq!(count, 5);
}
