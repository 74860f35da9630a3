//! A copy of a release in a site folder. The copy is for another path and another API, and it equals what
//! `cargo xtask build --host` writes for them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use xtask::api_base::{self, ApiBase};
use xtask::hosting::release_in;
use xtask::release::{HEADERS, write_copies_of};

use crate::fixture::release;

/// The path for which the second release is built. It is copied for all paths other than `/`.
const APP: &str = "/app/";

/// Writes a release into the site folder. It is served at `path`, and calls the API at `api`. Returns the folder with
/// the files of the release.
pub fn write(site: &Path, path: &str, api: &str) -> PathBuf {
    let base: ApiBase = api.parse().expect("an API base");
    let built_for = if path == "/" { "/" } else { APP };
    let to = copy(site, built_for, path);
    for page in ["index.html", "404.html"] {
        let new = api_base::rewrite(&read(&to.join(page)), &read(&to.join(HEADERS)), &base);
        let new = new.expect("a page with an API base");
        fs::write(to.join(page), new.index).expect("written");
        fs::write(to.join(HEADERS), new.headers).expect("written");
        write_copies_of(&to.join(page)).expect("written");
    }
    to
}

/// Copies the release that is built for the path `from` into the site folder, and changes the copy so that it is served
/// at `path`. A test below shows that only the pages and the header file contain the path. Returns the folder with the
/// files of the copy.
fn copy(site: &Path, from: &str, path: &str) -> PathBuf {
    let to = release_in(site, &path.parse().expect("a path"));
    fs::create_dir_all(&to).expect("a writable folder");
    for entry in fs::read_dir(release(from)).expect("a release") {
        let file = entry.expect("an entry").path();
        fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("a copy");
    }
    if from != path {
        for name in ["index.html", "404.html", HEADERS] {
            fs::write(to.join(name), read(&to.join(name)).replace(from, path)).expect("written");
        }
        for page in ["index.html", "404.html"] {
            write_copies_of(&to.join(page)).expect("written");
        }
    }
    to
}

/// Returns the text of a file.
pub fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn a_release_that_is_moved_to_another_path_equals_a_build_for_this_path() {
    let site = tempfile::tempdir().expect("a temporary folder");
    let (moved, built) = (contents(&copy(site.path(), APP, "/")), contents(&release("/")));
    assert!(moved.keys().eq(built.keys()), "{:?} and {:?}", moved.keys(), built.keys());
    for (name, content) in &built {
        assert!(moved[name] == *content, "{name} differs");
    }
}

/// Returns the names of the files in a folder, with their contents.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |file: &Path| file.file_name().expect("a name").to_string_lossy().into_owned();
    files.map(|file| (name(&file), fs::read(&file).expect("a file"))).collect()
}
