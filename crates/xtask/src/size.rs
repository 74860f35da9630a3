//! What a release folder weighs, raw and as it travels, and the budget that its first load must keep.
//! It must not know how the folder came to be.

mod budget;
mod table;

pub use budget::Budget;

use crate::encoding::{brotli, gzip};
use anyhow::{Context, Result};
use std::{fs, path::Path, thread};

/// The weight of something, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// As it lies on the disk.
    pub raw: usize,
    /// As gzip.
    pub gzip: usize,
    /// As brotli at its best.
    pub brotli: usize,
}

impl Weight {
    fn of(bytes: &[u8]) -> Self {
        // Two encoders at a time: brotli at its best takes seconds for the wasm.
        thread::scope(|scope| {
            let brotli = scope.spawn(|| brotli(bytes).len());
            let gzip = gzip(bytes).len();
            Self { raw: bytes.len(), gzip, brotli: brotli.join().expect("encoding in memory cannot fail") }
        })
    }

    fn and(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

/// One file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Its path below the folder.
    pub name: String,
    /// What it weighs.
    pub weight: Weight,
    /// Whether a first load asks for it.
    pub first_load: bool,
}

/// Every file of a release, the heaviest first.
#[derive(Clone, Debug)]
pub struct Sizes(Vec<Weighed>);

impl Sizes {
    /// Weighs a folder.
    pub fn of(dir: &Path, budget: &Budget) -> Result<Self> {
        let mut files = Vec::new();
        collect(dir, "", budget, &mut files).with_context(|| format!("{} cannot be read.", dir.display()))?;
        files.sort_by_key(|file| std::cmp::Reverse(file.weight.brotli));
        Ok(Self(files))
    }

    /// The sum of what a first load asks for.
    pub fn first_load(&self) -> Weight {
        let files = self.0.iter().filter(|file| file.first_load);
        files.fold(Weight::default(), |sum, file| sum.and(file.weight))
    }
}

fn collect(dir: &Path, prefix: &str, budget: &Budget, files: &mut Vec<Weighed>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), budget, files)?;
        } else {
            let weight = Weight::of(&fs::read(entry.path())?);
            files.push(Weighed { first_load: budget.counts(&name), name, weight });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_load_is_the_sum_of_what_it_asks_for() {
        let weight = |brotli| Weight { raw: 4 * brotli, gzip: 2 * brotli, brotli };
        let file =
            |name: &str, brotli, first_load| Weighed { name: name.to_owned(), weight: weight(brotli), first_load };
        let sizes = Sizes(vec![file("a.wasm", 100, true), file("404.html", 7, false), file("boot.js", 3, true)]);
        assert_eq!(sizes.first_load(), weight(103));
        let text = sizes.to_string();
        assert!(text.contains("a.wasm") && text.contains("404.html") && text.contains("first load"), "{text}");
    }
}
