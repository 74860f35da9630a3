//! Checks the commands of the project that the pages name: the command itself must accept their options.

use super::pages::{Page, all};
use clap::{CommandFactory, Parser, error::ErrorKind};
use std::{collections::BTreeSet, fs};
use xtask::{commands::Arguments, project};

/// These pages name options of the companion server. Their test is `crates/backend/tests/book.rs`.
const OF_THE_SERVER: [&str; 2] = ["docs/src/running-the-server.md", "SECURITY.md"];

/// Returns the lines of all blocks of shell code, and the texts in single backticks. The `bool` says whether a command
/// in the text must be complete. It is `false` for the texts in single backticks, because these may have placeholders
/// such as `DIR`.
fn commands(page: &Page) -> Vec<(String, bool)> {
    let shell = page.content.blocks.iter().filter(|block| matches!(block.info.as_str(), "sh" | "console"));
    let lines = shell.flat_map(|block| {
        let text = block.text.replace("\\\n", " ");
        text.lines().map(|line| (line.trim().to_owned(), true)).collect::<Vec<_>>()
    });
    lines.chain(page.content.codes.iter().map(|code| (code.clone(), false))).collect()
}

/// Returns the words of a command as a shell does: spaces between double quotes do not separate words.
fn words(line: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    });
    parts.filter(|word| !word.is_empty()).map(|word| word.replace('"', "")).collect()
}

#[test]
fn every_command_of_the_project_is_accepted() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in all() {
        for (line, can_run) in commands(&page) {
            let Some((_, rest)) = line.split_once("cargo xtask ") else { continue };
            count += 1;
            let arguments = std::iter::once("cargo xtask".to_owned()).chain(words(rest));
            let Err(error) = Arguments::try_parse_from(arguments) else { continue };
            let is_only_a_value = matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation)
                || error.kind() == ErrorKind::MissingRequiredArgument;
            let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
            if !is_help && (can_run || !is_only_a_value) {
                wrong.push(format!("{}: {line}: {error}", page.path.display()));
            }
        }
    }
    assert!(count > 60, "only {count} commands were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_option_exists() {
    let command = Arguments::command();
    let known: BTreeSet<String> = command
        .get_subcommands()
        .flat_map(|command| command.get_arguments().filter_map(|argument| argument.get_long()).map(str::to_owned))
        .chain(["help".to_owned()])
        .collect();
    // The custom properties of style sheets begin with two hyphens too.
    let style = fs::read_to_string(project::root().join("static/base.css")).expect("a style sheet");
    let (mut wrong, mut count) = (Vec::new(), 0);
    for page in all().iter().filter(|page| !OF_THE_SERVER.iter().any(|path| page.path.ends_with(path))) {
        for code in page.content.codes.iter().filter(|code| code.starts_with("--")) {
            for word in code.split_whitespace().filter_map(|word| word.strip_prefix("--")) {
                count += 1;
                if !known.contains(word) && !style.contains(&format!("--{word}:")) {
                    wrong.push(format!("{}: --{word}", page.path.display()));
                }
            }
        }
    }
    assert!(count > 20, "only {count} options were found");
    assert!(wrong.is_empty(), "no command has these options: {wrong:#?}");
}

#[test]
fn every_package_that_cargo_is_called_with_exists() {
    let members = fs::read_to_string(project::root().join("Cargo.lock")).expect("a lock file");
    let mut count = 0;
    for page in all() {
        for (line, _) in commands(&page).iter().filter(|(line, _)| line.starts_with("cargo ")) {
            let mut words = line.split_whitespace();
            while let Some(word) = words.next() {
                if word == "--package" || word == "-p" {
                    count += 1;
                    let package = words.next().expect("a package");
                    assert!(members.contains(&format!("name = \"{package}\"\n")), "{}: {line}", page.path.display());
                }
            }
        }
    }
    assert!(count > 0);
}
