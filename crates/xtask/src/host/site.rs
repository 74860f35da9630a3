//! The files that a host serves: a copy of the release folder in a temporary folder, with the changes that the host's
//! options ask for.
//!
//! The host serves a copy, because tests change files while it runs, and because a build may replace the release folder
//! in the meantime.

use super::{Fallback, HostOptions, Rules, recorder};
use crate::{
    api_base::{self, ApiBase},
    public_url::PublicUrl,
    release::{COPY_ENDINGS, HEADERS, copy_of, write_copies_of},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const BUILD: &str = "build it with `cargo xtask build`.";

/// A copy of a release. The copy is removed when this value is dropped.
#[derive(Debug)]
pub struct Site {
    folder: TempDir,
    rules: Rules,
    options: HostOptions,
    prefix: PublicUrl,
}

impl Site {
    /// Copies the release folder. If the options ask for it, changes the API base, adds the recorder, and adds header
    /// rules.
    ///
    /// # Errors
    /// If the folder is no release, if its `_headers` file has a mistake, or if the copy cannot be written.
    pub fn copy(options: &HostOptions, prefix: &PublicUrl) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("evergreen-host-").tempdir();
        let folder = folder.context("There is no room for temporary files: name a folder that has some in TMPDIR.")?;
        let headers = fill(folder.path(), options, prefix)?;
        let rules = Rules::parse(&format!("{headers}\n{}", options.headers))?;
        Ok(Self { folder, rules, options: options.clone(), prefix: prefix.clone() })
    }

    /// Removes all files, and copies those of another release in their place. The header rules stay.
    ///
    /// # Errors
    /// If the folder is no release, or if a file cannot be removed or written.
    pub fn replace_release(&self, release: &Path) -> Result<()> {
        for entry in fs::read_dir(self.folder())? {
            fs::remove_file(entry?.path())?;
        }
        let options = HostOptions { dir: release.to_path_buf(), ..self.options.clone() };
        fill(self.folder(), &options, &self.prefix).map(drop)
    }

    /// Returns the folder with the files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the rules of the release's `_headers` file, and after them the additional rules of the host's options.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Returns the file with the page that is sent for a path without a file, if the release has that page.
    pub fn page(&self, fallback: Fallback) -> Option<PathBuf> {
        let name = match fallback {
            Fallback::Index200 => "index.html",
            Fallback::NotFound404 => "404.html",
        };
        Some(self.folder().join(name)).filter(|page| page.exists())
    }

    /// Appends bytes to each file at the root of the site whose name begins with `begin` and ends with `end`. Returns
    /// the number of files.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn append(&self, begin: &str, end: &str, bytes: &[u8]) -> io::Result<usize> {
        let mut changed = 0;
        for entry in fs::read_dir(self.folder())? {
            let (name, path) = entry.map(|entry| (entry.file_name(), entry.path()))?;
            let name = name.to_string_lossy();
            if name.starts_with(begin) && name.ends_with(end) {
                OpenOptions::new().append(true).open(&path)?.write_all(bytes)?;
                remove_copies(&path);
                changed += 1;
            }
        }
        Ok(changed)
    }
}

/// Copies the release folder into the empty folder `to`, with the changes that the options ask for. Returns the text of
/// the `_headers` file, with the API base of the options.
fn fill(to: &Path, options: &HostOptions, prefix: &PublicUrl) -> Result<String> {
    let release = options.dir.display();
    copy(&options.dir, to).with_context(|| format!("{release} cannot be copied: {BUILD}"))?;
    let file = |name: &str| to.join(name);
    let index = fs::read_to_string(file("index.html"));
    let index = index.with_context(|| format!("{release} has no readable index.html: {BUILD}"))?;
    // A release without a `_headers` file has no rules.
    let mut headers = fs::read_to_string(file(HEADERS)).unwrap_or_default();
    let mut page = index.clone();
    if let Some(base) = &options.api_base {
        let new = api_base::rewrite(&page, &headers, &base.parse::<ApiBase>()?)?;
        (page, headers) = (new.index, new.headers);
    }
    if let Some(seconds) = options.idle_timeout {
        let off = r#"<meta name="idle-timeout" content="0">"#;
        let on = page.replacen(off, &off.replace('0', &seconds.to_string()), 1);
        ensure!(on != page, "{release} has no {off} in its index.html: {BUILD}");
        page = on;
    }
    if options.recorder.is_some() {
        page = recorder::first_script(&page, prefix.as_str())?;
    }
    // In a release, `index.html` and `404.html` have the same content. So if the page was changed, the changed page
    // is written to both files.
    for name in ["index.html", "404.html"] {
        if page != index && file(name).exists() {
            replace(&file(name), &page).with_context(|| format!("The copy of {name} cannot be written."))?;
        }
    }
    Ok(headers)
}

/// Writes a file anew. If the file has compressed copies, writes these anew too, as a build does.
fn replace(file: &Path, content: &str) -> Result<()> {
    let had_copies = COPY_ENDINGS.iter().any(|ending| copy_of(file, ending).exists());
    fs::write(file, content)?;
    remove_copies(file);
    if had_copies { write_copies_of(file) } else { Ok(()) }
}

/// Removes the compressed copies of a file whose content has changed.
fn remove_copies(file: &Path) {
    for ending in COPY_ENDINGS {
        // A release contains only copies that are smaller than the file, so some files have no copy. Removing a missing
        // copy fails, and this error is ignored.
        let _ = fs::remove_file(copy_of(file, ending));
    }
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name())))?;
        if from.is_dir() {
            fs::create_dir(&to)?;
            copy(&from, &to)?;
        } else {
            fs::copy(from, to)?;
        }
    }
    Ok(())
}
