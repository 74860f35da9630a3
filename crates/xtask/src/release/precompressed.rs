//! Writes two compressed copies beside each file of a release: `NAME.br` and `NAME.gz`. A host can send a copy instead
//! of the file. The copies are compressed at the best level. This level is too slow for a host that compresses a file
//! while a visitor waits.

use super::headers::FILE as HEADERS;
use crate::encoding::{brotli, gzip};
use anyhow::{Context, Result};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    thread,
};

/// The endings of the names of the compressed copies. The copies of the file `NAME` are `NAME.br` and `NAME.gz`.
pub const ENDINGS: [&str; 2] = ["br", "gz"];

/// Writes the copies of all files in a folder and its subfolders. Leaves out copies that would not be smaller. The
/// `_headers` file gets no copies, because hosts do not send it.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(dir: &Path) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("{} cannot be read.", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            write(&path)?;
        } else if path.file_name() != Some(HEADERS.as_ref()) && !is_copy(&path) {
            write_copies(&path)?;
        }
    }
    Ok(())
}

/// Returns the path of a copy of a file.
pub fn copy_of(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".");
    name.push(ending);
    name.into()
}

/// Returns whether the file with this path is a compressed copy. The ending of the path shows this.
pub fn is_copy(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
}

/// Writes the copies of one file anew. Leaves out a copy that would not be smaller.
///
/// # Errors
/// If the file cannot be read, or a copy cannot be written.
pub fn write_copies(path: &Path) -> Result<()> {
    let content = fs::read(path).with_context(|| format!("{} cannot be read.", path.display()))?;
    // Both encoders run at the same time, because brotli takes seconds for the wasm.
    let copies = thread::scope(|scope| {
        let brotli = scope.spawn(|| brotli(&content));
        let gzip = gzip(&content);
        [brotli.join().expect("encoding in memory cannot fail"), gzip]
    });
    for (ending, copy) in ENDINGS.into_iter().zip(copies) {
        if copy.len() < content.len() {
            let path = copy_of(path, ending);
            fs::write(&path, copy).with_context(|| format!("{} could not be written.", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_file_gets_its_copies_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| folder.path().join(name);
        let text = "evergreen ".repeat(100);
        for (name, content) in [("app.js", text.as_str()), ("tiny.txt", "a"), (HEADERS, &text)] {
            fs::write(file(name), content).expect("written");
        }
        for _ in 0..2 {
            write(folder.path()).expect("written");
        }
        let names = fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("a file").file_name());
        let expected = ["app.js", "app.js.br", "app.js.gz", "tiny.txt", HEADERS].map(OsString::from);
        assert_eq!(names.collect::<BTreeSet<_>>(), BTreeSet::from(expected));
        assert_eq!(fs::read(file("app.js.br")).expect("a copy"), brotli(text.as_bytes()));
        assert_eq!(fs::read(file("app.js.gz")).expect("a copy"), gzip(text.as_bytes()));
    }
}
