//! Tests the command `evergreen-backend` as an operator runs it.

use crate::process;

#[test]
fn a_wrong_database_is_named_without_its_password() {
    for url in ["postgres://amy:secret@db:port/evergreen", "mysql://amy:secret@db/evergreen"] {
        for arguments in [&[][..], &["users", "list"]] {
            let output = process::command(arguments).env("EVERGREEN_DATABASE", url).output().expect("it runs");
            let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
            assert!(!output.status.success() && text.contains("postgres://user:password@host/database"), "{text}");
            assert!(!text.contains("secret"), "{text}");
        }
    }
}

#[test]
fn a_database_that_cannot_be_reached_is_reported_without_its_password() {
    let directory = tempfile::tempdir().expect("a directory");
    let key = directory.path().join("evergreen.key");
    // Nobody listens on this port.
    let url = "postgres://amy:secret@127.0.0.1:1/evergreen";
    for arguments in
        [&["--address", "127.0.0.1:0", "--key", key.to_str().expect("text"), "--log", "trace"][..], &["users", "list"]]
    {
        for as_option in [false, true] {
            let mut command = process::command(arguments);
            if as_option {
                command.args(["--database", url])
            } else {
                command.env("EVERGREEN_DATABASE", url)
            };
            let output = command.output().expect("it runs");
            let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
            assert!(!output.status.success() && text.contains("refused"), "{arguments:?}: {text}");
            assert!(!text.contains("secret"), "{arguments:?}: {text}");
        }
    }
}
