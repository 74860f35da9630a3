//! The rules for files that browsers may keep, with the exact names of these files.
//!
//! The services apply the rules of a header file to every response, so also to a 404. With a pattern such as
//! `/evergreen-*`, browsers would keep the 404 for a file that a newer release has removed. nginx and Caddy do not need
//! this, because their rules also look at the status.

use super::Site;
use crate::{host, release};
use anyhow::{Context, Result};
use std::fs;

/// Replaces each rule for a pattern in `kept` by one rule for each file of the release that matches this pattern. A
/// rule for all files of a folder stays, because it is not about hashed files. `text` is the text of the header file.
/// Returns the new text.
///
/// # Errors
/// If the files of the release cannot be listed.
pub fn of(text: &str, kept: &[String], site: &Site) -> Result<String> {
    let paths = paths(site)?;
    let mut lines = text.lines().peekable();
    let mut changed = String::new();
    while let Some(line) = lines.next() {
        let pattern = line.trim_end();
        if pattern.ends_with("/*") || !kept.iter().any(|other| other == pattern) {
            changed += &format!("{line}\n");
            continue;
        }
        // The rule ends at the next path. There can be comments and empty lines between its headers.
        let (mut headers, mut others) = (String::new(), String::new());
        while let Some(next) = lines.next_if(|next| !next.starts_with('/')) {
            let part = if next.starts_with([' ', '\t']) { &mut headers } else { &mut others };
            *part += &format!("{next}\n");
        }
        for path in paths.iter().filter(|path| host::matches(pattern, path)) {
            changed += &format!("{path}\n{headers}");
        }
        changed += &others;
    }
    Ok(changed)
}

/// Returns the paths of all files of the release, in alphabetical order. Compressed copies are left out, because no
/// browser requests them by name.
fn paths(site: &Site) -> Result<Vec<String>> {
    let folder = site.release();
    let unreadable = || format!("{} cannot be read.", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(&folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if !release::is_copy(&path)
            && let Some(name) = path.file_name().and_then(|name| name.to_str())
        {
            paths.push(format!("{}{name}", site.public_url));
        }
    }
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_for_hashed_files_gets_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["app-1.js", "app-1.js.br", "app-2.css", "boot.js"] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        let public_url = "/".parse().expect("a path");
        let site = Site { folder: folder.path(), public_url: &public_url, api_base: None };
        let keep = "  Cache-Control: immutable\n";
        let text = format!("/*\n{keep}/app-*\n# a comment\n{keep}  X: y\n\n/icon-*\n{keep}/boot.js\n  X: z\n");
        let kept = ["/*", "/app-*", "/icon-*"].map(str::to_owned);
        let expected =
            format!("/*\n{keep}/app-1.js\n{keep}  X: y\n/app-2.css\n{keep}  X: y\n# a comment\n\n/boot.js\n  X: z\n");
        assert_eq!(of(&text, &kept, &site).expect("new rules"), expected);
    }
}
