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

/// In the text of a chapter, the name of a test follows the path of its file.
#[test]
fn every_named_test_is_in_the_named_file() {
    let mut count = 0;
    for page in chapters() {
        let (mut file, mut content) = (String::new(), String::new());
        for code in &page.content.codes {
            if code.ends_with(".rs") && code.contains('/') {
                content = fs::read_to_string(project::root().join(code)).unwrap_or_default();
                file.clone_from(code);
            }
            let is_name = code.matches('_').count() >= 3
                && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if is_name && !file.is_empty() {
                count += 1;
                assert!(content.contains(&format!("fn {code}(")), "{}: {file} has no test {code}", page.path.display());
            }
        }
    }
    assert!(count > 40, "only {count} tests were found");
}
