//! The path at which a release is served.

use anyhow::{Result, ensure};
use std::{fmt, str::FromStr};

/// A path that begins and ends with a slash. It is parsed from a text, which may lack the slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Returns the path, such as `/` or `/app/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = anyhow::Error;

    fn from_str(given: &str) -> Result<Self> {
        let plain = given.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/".contains(c));
        let absolute = given.starts_with('/') && !given.contains("//") && !given.contains("/.");
        // A relative path is refused. With such a path, pages below the first level would not find their files.
        ensure!(
            plain && absolute,
            "`{given}` is no path for the app: begin it with `/`, as in `/app/`, without host and without `..`."
        );
        Ok(Self(format!("{}/", given.trim_end_matches('/'))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_slash_is_added_at_the_end() {
        for (given, path) in [("/", "/"), ("/app", "/app/"), ("/app/", "/app/"), ("/a/b-1", "/a/b-1/")] {
            assert_eq!(given.parse::<PublicUrl>().expect("good").as_str(), path);
        }
    }

    #[test]
    fn paths_that_break_deep_links_are_refused() {
        for given in ["", "app/", "./", "/../x/", "//host/", "https://host/app/", "/a b/", "/a\"/"] {
            assert!(given.parse::<PublicUrl>().is_err(), "{given:?} was accepted");
        }
    }
}
