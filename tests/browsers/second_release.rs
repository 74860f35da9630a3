//! A second release, for tests of what an open page does while its host gets a new release.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::release::{integrity_of, is_copy, mark_of};

use super::fixture::release;

/// The mark of the second release: the hash in the names of its program files.
pub const MARK: &str = "0123456789abcdef";

/// Returns a folder with a second release. It has the program of the first one, but the files of the program have other
/// names, as after a change of the program.
pub fn second_release() -> TempDir {
    let (first, second) = (release("/"), tempfile::tempdir().expect("a folder"));
    let script = names(&first).into_iter().find(|name| name.starts_with("evergreen-") && name.ends_with(".js"));
    let script = script.expect("the script of the program");
    let mark = mark_of(&script).expect("a hash in its name").to_owned();
    let old_script = fs::read(first.join(&script)).expect("the script");
    let new_script = renamed(&old_script, &mark);
    for name in names(&first).into_iter().filter(|name| !is_copy(Path::new(name))) {
        let mut content = fs::read(first.join(&name)).expect("a file");
        if name.ends_with(".js") || name.ends_with(".html") {
            content = renamed(&content, &mark);
        }
        if name.ends_with(".html") {
            let page = String::from_utf8(content).expect("a page");
            content = page.replace(&integrity_of(&old_script), &integrity_of(&new_script)).into_bytes();
        }
        fs::write(second.path().join(name.replace(&mark, MARK)), content).expect("written");
    }
    second
}

fn renamed(content: &[u8], mark: &str) -> Vec<u8> {
    String::from_utf8_lossy(content).replace(mark, MARK).into_bytes()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a release folder");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect()
}
