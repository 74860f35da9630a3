//! Checks the unit of systemd in the chapter about running the server. The options in its command are checked by
//! `crates/backend/tests/book.rs`.

use super::pages::chapters;
use std::{fs, process::Command};

const PROGRAM: &str = "ExecStart=/usr/local/bin/evergreen-backend ";

/// Returns what `systemd-analyze verify` says about the unit. `None` if this program is missing.
fn findings(unit: &str) -> Option<Vec<String>> {
    let temp = tempfile::tempdir().expect("a folder");
    let file = temp.path().join("evergreen.service");
    fs::write(&file, unit).expect("a writable folder");
    let output = Command::new("systemd-analyze").arg("verify").arg(file).output().ok()?;
    // It may say more about other units of the machine.
    let lines = String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned).collect::<Vec<_>>();
    Some(lines.into_iter().filter(|line| line.contains("evergreen.service")).collect())
}

#[test]
fn systemd_takes_the_unit_of_the_chapter() {
    let chapter =
        chapters().into_iter().find(|page| page.path.ends_with("running-the-server.md")).expect("the chapter");
    let unit = &chapter.content.blocks.iter().find(|block| block.info == "ini").expect("the unit").text;
    assert_eq!(unit.matches(PROGRAM).count(), 1, "{unit}");
    // The program of the unit must exist, so a shell is in its place.
    let unit = unit.replace(PROGRAM, "ExecStart=/bin/sh ");
    match findings(&unit.replace("[Service]\n", "[Service]\nNoSuchSetting=1\n")) {
        Some(wrong) if !wrong.is_empty() => assert_eq!(findings(&unit), Some(Vec::new())),
        _ => println!("Not tested: there is no systemd-analyze, or it cannot check units here."),
    }
}
