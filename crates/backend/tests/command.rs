//! Tests the command `evergreen-backend` as an operator runs it.

mod process;

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
