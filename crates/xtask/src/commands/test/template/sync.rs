//! Makes a folder equal to another one, and leaves the files alone that are equal already. cargo then compiles only what
//! has changed.

use anyhow::{Context, Result};
use std::{collections::BTreeSet, ffi::OsString, fs, io, path::Path};

/// Makes `to` equal to `from`: copies the files that differ, and removes what `from` does not have,
/// except for `target`, which has the programs and tools of a project.
///
/// # Errors
/// If a file cannot be read, written or removed.
pub fn sync(from: &Path, to: &Path) -> Result<()> {
    synced(from, to).with_context(|| format!("{} could not be copied into {}.", from.display(), to.display()))
}

fn synced(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let wanted = names(from)?;
    for name in names(to)?.difference(&wanted).filter(|name| *name != "target") {
        remove(&to.join(name))?;
    }
    for name in wanted {
        let (from, to) = (from.join(&name), to.join(&name));
        if to.exists() && from.is_dir() != to.is_dir() {
            remove(&to)?;
        }
        if from.is_dir() {
            synced(&from, &to)?;
        } else if !to.exists() || fs::read(&from)? != fs::read(&to)? {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

fn names(folder: &Path) -> io::Result<BTreeSet<OsString>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn only_what_differs_is_written() {
        let root = tempfile::tempdir().expect("a folder");
        let (from, to) = (root.path().join("from"), root.path().join("to"));
        let write = |path: &str, text: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("created");
            fs::write(path, text).expect("written");
        };
        for (path, text) in [("from/a/same", "1"), ("from/a/other", "2"), ("from/b", "3"), ("from/c/new", "4")] {
            write(path, text);
        }
        for (path, text) in [
            ("to/a/same", "1"),
            ("to/a/other", "0"),
            ("to/b/folder", "3"),
            ("to/gone/file", "5"),
            ("to/target/tool", "6"),
        ] {
            write(path, text);
        }
        let earlier = SystemTime::now() - Duration::from_secs(60);
        for path in ["a/same", "a/other"] {
            fs::File::open(to.join(path)).expect("a file").set_modified(earlier).expect("an earlier time");
        }
        sync(&from, &to).expect("equal folders");
        let changed = |path: &str| fs::metadata(to.join(path)).expect("a file").modified().expect("a time") > earlier;
        assert!(!changed("a/same") && changed("a/other"));
        for (path, text) in [("a/same", "1"), ("a/other", "2"), ("b", "3"), ("c/new", "4")] {
            assert_eq!(fs::read_to_string(to.join(path)).expect("a file"), text, "{path}");
        }
        assert!(!to.join("gone").exists() && to.join("target/tool").exists());
    }
}
