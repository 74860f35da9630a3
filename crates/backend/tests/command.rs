//! Tests the command `evergreen-backend` as an operator runs it.

use std::process::Command;

#[test]
fn a_wrong_database_is_named_without_its_password() {
    for url in ["postgres://amy:secret@db:port/evergreen", "mysql://amy:secret@db/evergreen"] {
        for arguments in [&[][..], &["users", "list"]] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_evergreen-backend"));
            let output = command.args(arguments).env("EVERGREEN_DATABASE", url).output().expect("it runs");
            let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
            assert!(!output.status.success() && text.contains("postgres://user:password@host/database"), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
}
