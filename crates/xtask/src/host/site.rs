//! What a host serves: the files of a release folder, held in memory, and the rules of its header file.
//! It must not know how requests come in, nor what is refused.

use super::{File, Rules};
use crate::api_base::{self, ApiBase};
use anyhow::{Context, Result};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

/// The name of the header file, which itself is never served.
pub const HEADERS: &str = "_headers";

/// A release folder as it was when it was read: a build that replaces the folder meanwhile disturbs nobody.
#[derive(Clone, Debug)]
pub struct Site {
    files: BTreeMap<String, Arc<File>>,
    header_text: String,
    rules: Rules,
}

impl Site {
    /// Reads a folder with everything in it.
    pub fn read(dir: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        collect(dir, "", &mut files)
            .with_context(|| format!("{} cannot be read: build it with `cargo xtask build`.", dir.display()))?;
        let header_text = files.remove(HEADERS).and_then(|file| file.text().map(str::to_owned)).unwrap_or_default();
        let rules = Rules::parse(&header_text)?;
        Ok(Self { files, header_text, rules })
    }

    /// The same site, pointed at another API.
    pub fn with_api_base(&self, base: &ApiBase) -> Result<Self> {
        let index = self.file("/index.html").and_then(|file| file.text().map(str::to_owned));
        let index = index.context("The folder has no index.html: build it with `cargo xtask build`.")?;
        let new = api_base::rewrite(&index, &self.header_text, base)?;
        let mut files = self.files.clone();
        for page in ["index.html", "404.html"] {
            // Both are the same page: a host sends the second for every address that only the router knows.
            if files.contains_key(page) {
                files.insert(page.to_owned(), Arc::new(File::new(page, new.index.clone().into_bytes())));
            }
        }
        let rules = Rules::parse(&new.headers)?;
        Ok(Self { files, header_text: new.headers, rules })
    }

    /// The same site under more rules.
    pub fn with_headers(&self, more: &str) -> Result<Self> {
        let header_text = format!("{}\n{more}", self.header_text);
        let rules = Rules::parse(&header_text)?;
        Ok(Self { files: self.files.clone(), header_text, rules })
    }

    /// The same site, with these bytes behind those of each file whose name begins and ends so.
    pub fn with_appended(&self, begin: &str, end: &str, bytes: &[u8]) -> Self {
        let mut site = self.clone();
        for (name, file) in site.files.iter_mut().filter(|(name, _)| name.starts_with(begin) && name.ends_with(end)) {
            *file = Arc::new(File::new(name, [file.plain(), bytes].concat()));
        }
        site
    }

    /// The file at a path of the site; a folder's is its `index.html`.
    pub fn file(&self, path: &str) -> Option<Arc<File>> {
        let name = path.trim_start_matches('/');
        if name.is_empty() || name.ends_with('/') {
            return self.files.get(&format!("{name}index.html")).cloned();
        }
        self.files.get(name).cloned()
    }

    /// Adds a file, or puts another in its place.
    pub fn put(&mut self, name: &str, file: Arc<File>) {
        self.files.insert(name.to_owned(), file);
    }

    /// What the header file says of a path.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }
}

fn collect(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Arc<File>>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)?;
        } else {
            let file = File::new(&name, fs::read(entry.path())?);
            files.insert(name, Arc::new(file));
        }
    }
    Ok(())
}
