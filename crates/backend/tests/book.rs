//! The book's chapters about running the server, nginx and Caddy, and `SECURITY.md`, name options of the command
//! `evergreen-backend`. The command must have them.

use std::collections::HashSet;
use std::process::Command;

const CHAPTER: &str = include_str!("../../../docs/src/running-the-server.md");
const SECURITY: &str = include_str!("../../../SECURITY.md");
const OTHERS: [&str; 2] =
    [include_str!("../../../docs/src/deployment/nginx.md"), include_str!("../../../docs/src/deployment/caddy.md")];

fn help(command: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_evergreen-backend")).args(command).arg("--help").output();
    let output = output.expect("the server runs");
    assert!(output.status.success(), "evergreen-backend has no command {command:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Returns the texts in single backticks and the blocks of code that contain an option.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|code| code.contains("--"))
}

#[test]
fn the_options_in_the_book_exist() {
    let commands = ["users add", "users roles", "users disable", "users enable", "users reset-password", "users list"];
    let mut texts = help(&[]);
    for command in commands.into_iter().chain(["users", "sessions", "sessions list", "sessions end"]) {
        texts += &help(&command.split(' ').collect::<Vec<_>>());
    }
    let is_of_the_server = |code: &&str| code.contains("evergreen-backend");
    let all = codes(CHAPTER).chain(codes(SECURITY)).chain(OTHERS.into_iter().flat_map(codes).filter(is_of_the_server));
    // Commands of cargo are left out, because their options are not those of the server.
    let own: Vec<&str> = all.filter(|code| !code.starts_with("cargo ")).collect();
    let options: Vec<&str> = own
        .iter()
        .flat_map(|code| code.split_whitespace().filter(|word| word.starts_with("--")))
        .map(|word| word.trim_end_matches([',', '.', '`']))
        .filter(|word| !["--release", "--locked", "--package"].contains(word))
        .collect();
    assert!(options.len() > 15, "{options:?}");
    let known: HashSet<&str> = texts.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).collect();
    let missing: Vec<_> = options.iter().filter(|option| !known.contains(**option)).collect();
    assert!(missing.is_empty(), "evergreen-backend has no {missing:?}");
}
