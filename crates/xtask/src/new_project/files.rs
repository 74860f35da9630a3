//! Finds the files of this project that a new project gets.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Returns the paths of all files in the files and folders `take`, without those in `leave_out`. All paths are relative
/// to `root`, and their separators are slashes. What git ignores is left out, also where there is no git.
///
/// # Errors
/// If a file or a folder does not exist, or cannot be read.
pub fn taken(root: &Path, take: &[String], leave_out: &[&str]) -> Result<Vec<String>> {
    for path in take.iter().map(String::as_str).chain(leave_out.iter().copied()) {
        ensure!(root.join(path).exists(), "template/rules.toml names {path}, which does not exist.");
    }
    let text = fs::read_to_string(root.join(".gitignore")).context(".gitignore cannot be read.")?;
    let ignored = Ignored::read(&text);
    let left_out = |path: &str| leave_out.contains(&path) || ignored.contains(path);
    let mut files = Vec::new();
    take.iter().try_for_each(|path| collect(root, path.clone(), &left_out, &mut files))?;
    Ok(files)
}

/// Returns the paths of all files in a folder, relative to the folder.
///
/// # Errors
/// If the folder cannot be read.
pub fn all(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for name in names(folder)? {
        collect(folder, name, &|_| false, &mut files)?;
    }
    Ok(files)
}

fn collect(root: &Path, path: String, left_out: &dyn Fn(&str) -> bool, files: &mut Vec<String>) -> Result<()> {
    if left_out(&path) {
        return Ok(());
    }
    let full: PathBuf = root.join(&path);
    if !full.is_dir() {
        files.push(path);
        return Ok(());
    }
    for name in names(&full)? {
        collect(root, format!("{path}/{name}"), left_out, files)?;
    }
    Ok(())
}

/// Returns the names of the files and folders in a folder.
fn names(folder: &Path) -> Result<Vec<String>> {
    let unreadable = || format!("{} cannot be read.", folder.display());
    let entries = fs::read_dir(folder).with_context(unreadable)?;
    let name = |entry: std::io::Result<fs::DirEntry>| {
        let name = entry.with_context(unreadable)?.file_name().into_string().ok();
        name.with_context(|| format!("A file name in {} is not valid Unicode.", folder.display()))
    };
    entries.map(name).collect()
}

/// The patterns of `.gitignore`. Only the forms that this project uses are known: a name, or a path that begins with a
/// slash, each with at most one `*`.
struct Ignored<'a>(Vec<&'a str>);

impl<'a> Ignored<'a> {
    fn read(text: &'a str) -> Self {
        Self(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect())
    }

    fn contains(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.0.iter().any(|pattern| match pattern.strip_prefix('/') {
            Some(pattern) => matches(pattern, path),
            None => matches(pattern, name),
        })
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project;
    use std::process::Command;

    #[test]
    fn the_files_are_those_that_git_knows() {
        let take = ["crates", "hosting", "src", "static", "tests", "index.html"].map(str::to_owned);
        let mut files = taken(&project::root(), &take, &["tests/bench"]).expect("the files");
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard", "--"]).args(&take);
        let output = git.arg(":!tests/bench").current_dir(project::root()).output();
        let Some(output) = output.ok().filter(|output| output.status.success()) else {
            println!("Not tested: this is no git clone.");
            return;
        };
        let text = String::from_utf8(output.stdout).expect("names");
        let mut known: Vec<_> = text.lines().filter(|path| project::root().join(path).is_file()).collect();
        files.sort();
        known.sort_unstable();
        known.dedup();
        assert_eq!(files, known);
    }

    #[test]
    fn the_patterns_of_gitignore_are_followed() {
        let ignored = Ignored::read("/dist\n/release.*\n*.key\n\nevergreen.db*\nnode_modules\n/hosting/app.conf\n");
        for path in ["dist", "release.conf", "a.key", "hosting/b.key", "a/evergreen.db-wal", "x/node_modules"] {
            assert!(ignored.contains(path), "{path}");
        }
        for path in ["src/dist", "release", "key", "a.keys", "app.conf", "hosting/app.conf.bak"] {
            assert!(!ignored.contains(path), "{path}");
        }
    }
}
