//! `CONTRIBUTING.md` says where things are, so the paths in it must exist.

use std::path::Path;

#[test]
fn every_path_in_contributing_md_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    // `split` cuts the text at each backtick. Every second part, beginning with the second one, was between backticks.
    let quoted = text.split('`').skip(1).step_by(2);
    // Three kinds of texts are left out: commands, which contain spaces; paths with the placeholder `NAME`; and files
    // in `target`, which only a build creates.
    let is_path = |text: &&str| text.contains('/') && !text.contains(' ') && !text.contains("NAME");
    let paths: Vec<_> = quoted.filter(is_path).filter(|path| !path.starts_with("target/")).collect();
    assert!(paths.len() > 100, "only {} paths were found", paths.len());
    // A path that begins with a slash is the address of a page. There is no file with this path, so it is not checked.
    let missing: Vec<_> = paths.iter().filter(|path| !path.starts_with('/') && !root.join(path).exists()).collect();
    assert!(missing.is_empty(), "these paths do not exist: {missing:?}");
}
