//! The chapter with the rules must have every rule of the session. Each test that a chapter of the book names must
//! exist.

use super::pages::chapters;
use std::fs;
use xtask::project;

const RULES: &str = "crates/session/src/client/rules.md";

/// Returns the numbers with which rows of a table begin.
fn numbers(text: &str) -> Vec<u32> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("| "));
    rows.filter_map(|row| row.trim_start_matches('*').split('.').next()?.parse().ok()).collect()
}

#[test]
fn the_chapter_has_every_rule() {
    let read = |file: &str| fs::read_to_string(project::root().join(file)).expect("a file");
    let (rules, chapter) = (numbers(&read(RULES)), numbers(&read("docs/src/session/rules.md")));
    assert!(rules.len() > 12, "{rules:?}");
    let missing: Vec<_> = rules.iter().filter(|rule| !chapter.contains(rule)).collect();
    assert!(missing.is_empty(), "the chapter lacks the rules {missing:?}");
}

fn is_path(code: &str) -> bool {
    code.ends_with(".rs") && code.contains('/')
}

fn is_test(code: &str) -> bool {
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    code.matches('_').count() >= 3 && code.bytes().all(is_name)
}

#[test]
fn every_rule_of_the_chapter_names_a_test() {
    let chapter = fs::read_to_string(project::root().join("docs/src/session/rules.md")).expect("the chapter");
    let rows: Vec<_> = chapter.lines().filter(|line| !numbers(line).is_empty()).collect();
    assert_eq!(rows.len(), numbers(&chapter).len());
    for row in rows {
        // The path of a file comes first, so the name after it is the name of a test in this file.
        let mut codes = row.rsplit_once(" | ").expect("two cells").1.split('`').skip(1).step_by(2);
        assert!(codes.next().is_some_and(is_path) && codes.any(is_test), "this row names no test: {row}");
    }
}

/// In the text of a chapter, the name of a test follows the path of its file.
#[test]
fn every_named_test_is_in_the_named_file() {
    let mut count = 0;
    for page in chapters() {
        let (mut file, mut content) = (String::new(), String::new());
        for code in &page.content.codes {
            if is_path(code) {
                content = fs::read_to_string(project::root().join(code)).unwrap_or_default();
                file.clone_from(code);
            }
            if is_test(code) && !file.is_empty() {
                count += 1;
                assert!(content.contains(&format!("fn {code}(")), "{}: {file} has no test {code}", page.path.display());
            }
        }
    }
    assert!(count > 40, "only {count} tests were found");
}
