//! The sizes of the files in a release folder, raw and compressed, and the limit for a first load.

mod budget;
mod kb;
mod table;

pub use budget::Budget;

use crate::release::{COPY_ENDINGS, copy_of, is_copy};
use anyhow::{Context, Result};
use std::{fs, io, path::Path};

/// A size in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Without compression.
    pub raw: usize,
    /// Compressed with gzip.
    pub gzip: usize,
    /// Compressed with brotli at its best level.
    pub brotli: usize,
}

impl Weight {
    /// Returns the sizes of a file and of its compressed copies. If a copy is missing, the size of the file itself is
    /// returned in place of the size of the copy.
    fn of(path: &Path) -> io::Result<Self> {
        let raw = length(path)?;
        let [brotli, gzip] = COPY_ENDINGS.map(|ending| length(&copy_of(path, ending)).unwrap_or(raw));
        Ok(Self { raw, gzip, brotli })
    }

    fn and(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// One file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// The path of the file below the release folder.
    pub name: String,
    /// The size of the file.
    pub weight: Weight,
    /// Whether a first load requests the file.
    pub first_load: bool,
}

/// All files of a release, without the compressed copies. The file with the largest brotli size comes first.
#[derive(Clone, Debug)]
pub struct Sizes(Vec<Weighed>);

impl Sizes {
    /// Reads the sizes of all files of a release, and of their compressed copies.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of(dir: &Path, budget: &Budget) -> Result<Self> {
        let mut files = Vec::new();
        collect(dir, "", budget, &mut files).with_context(|| format!("{} cannot be read.", dir.display()))?;
        files.sort_by_key(|file| std::cmp::Reverse(file.weight.brotli));
        Ok(Self(files))
    }

    /// Returns the sum of the files that a first load requests.
    pub fn first_load(&self) -> Weight {
        let files = self.0.iter().filter(|file| file.first_load);
        files.fold(Weight::default(), |sum, file| sum.and(file.weight))
    }
}

fn length(path: &Path) -> io::Result<usize> {
    usize::try_from(fs::metadata(path)?.len()).map_err(io::Error::other)
}

fn collect(dir: &Path, prefix: &str, budget: &Budget, files: &mut Vec<Weighed>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), budget, files)?;
        } else if !is_copy(&entry.path()) {
            let weight = Weight::of(&entry.path())?;
            files.push(Weighed { first_load: budget.counts(&name), name, weight });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_load_is_the_sum_of_the_files_that_it_requests() {
        let weight = |brotli| Weight { raw: 4 * brotli, gzip: 2 * brotli, brotli };
        let file =
            |name: &str, brotli, first_load| Weighed { name: name.to_owned(), weight: weight(brotli), first_load };
        let sizes = Sizes(vec![file("a.wasm", 100, true), file("404.html", 7, false), file("boot.js", 3, true)]);
        assert_eq!(sizes.first_load(), weight(103));
        let text = sizes.to_string();
        assert!(text.contains("a.wasm") && text.contains("404.html") && text.contains("first load"), "{text}");
    }
}
