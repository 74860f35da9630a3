//! How often each path was answered with each status.

use std::collections::BTreeMap;
use std::fmt;

/// The number of responses by path and status.
#[derive(Debug, Default)]
pub struct StatusCounts(BTreeMap<(String, u16), usize>);

impl StatusCounts {
    /// Counts a response to a request for this path.
    pub fn add(&mut self, path: &str, status: u16) {
        *self.0.entry((path.to_owned(), status)).or_default() += 1;
    }

    /// Adds the counts in `other`, which another server has collected, to these counts.
    pub fn merge(&mut self, other: Self) {
        for (key, count) in other.0 {
            *self.0.entry(key).or_default() += count;
        }
    }

    /// Returns whether the path was answered with this status at least once.
    pub fn has(&self, path: &str, status: u16) -> bool {
        self.0.contains_key(&(path.to_owned(), status))
    }
}

impl fmt::Display for StatusCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.0.iter().map(|((path, status), count)| format!("{path} {status}: {count}"));
        f.write_str(&counts.collect::<Vec<_>>().join(", "))
    }
}
