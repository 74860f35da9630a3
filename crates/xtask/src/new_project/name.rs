//! The names of a new project: the one that people see, and the one of its package.

use anyhow::{Context, Result, bail, ensure};
use std::{fmt, str::FromStr};

/// The largest number of characters of a name. The bar of a narrow page cuts a long name.
const LONGEST: usize = 40;

/// The words that no crate can have as its name, because Rust or cargo use them.
const RESERVED: [&str; 60] = [
    "abstract",
    "alloc",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "core",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "proc-macro",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "std",
    "struct",
    "super",
    "test",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    "build",
    "deps",
    "examples",
    "incremental",
];

/// The name of an app, as people see it. It consists of letters, digits, spaces and `-`, `.`, `+`, so it needs no
/// escaping in HTML, CSS, Rust, TOML or JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppName(String);

impl AppName {
    /// Returns the first letter or digit as a capital, for the app's icon.
    pub fn letter(&self) -> String {
        self.0.chars().next().map(|first| first.to_uppercase().collect()).unwrap_or_default()
    }

    /// Returns the name of the package that belongs to this name: `acme-portal` for `Acme Portal`.
    ///
    /// # Errors
    /// If the name has letters that are not in ASCII, or makes no valid package name.
    pub fn package(&self) -> Result<PackageName> {
        let words = self.0.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let name = words.collect::<Vec<_>>().join("-").to_lowercase();
        name.parse().with_context(|| {
            format!("`{}` gives no name for a package: choose one with --package, such as --package portal.", self.0)
        })
    }
}

impl FromStr for AppName {
    type Err = anyhow::Error;

    fn from_str(given: &str) -> Result<Self> {
        let name = given.trim();
        ensure!(!name.is_empty(), "The name is empty: give one such as \"Acme Portal\".");
        ensure!(name.chars().count() <= LONGEST, "`{name}` has more than {LONGEST} characters.");
        if let Some(odd) = name.chars().find(|&c| !c.is_alphanumeric() && !" -.+".contains(c)) {
            bail!("`{name}` has the character {odd:?}: use letters, digits, spaces, and the signs - . + only.");
        }
        ensure!(name.starts_with(char::is_alphanumeric), "`{name}` does not begin with a letter or a digit.");
        Ok(Self(name.to_owned()))
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a package: lower-case ASCII letters and digits, with single hyphens between them. It begins with a
/// letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageName(String);

impl PackageName {
    /// Returns the name of the package's crate, in which the hyphens are underscores.
    pub fn krate(&self) -> String {
        self.0.replace('-', "_")
    }
}

impl FromStr for PackageName {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        ensure!(
            name.chars().all(fits) && name.starts_with(|c: char| c.is_ascii_lowercase()),
            "`{name}` is no name for a package: use the letters a to z, digits and hyphens, beginning with a letter."
        );
        ensure!(
            !name.contains("--") && !name.ends_with('-'),
            "`{name}` is no name for a package: a hyphen must be between two letters or digits."
        );
        ensure!(name.len() <= LONGEST, "`{name}` has more than {LONGEST} characters.");
        ensure!(!RESERVED.contains(&name), "`{name}` is no name for a package, because Rust or cargo use this word.");
        Ok(Self(name.to_owned()))
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(name: &str) -> Result<AppName> {
        name.parse()
    }

    #[test]
    fn a_name_gives_the_names_of_package_and_crate_and_a_letter() {
        for (name, package, letter) in [
            ("Acme Portal", "acme-portal", "A"),
            (" two.0 - Plus+ ", "two-0-plus", "T"),
            ("élan", "", "É"),
            ("4 You", "", "4"),
            ("Match", "", "M"),
        ] {
            let app = app(name).expect("a name");
            assert_eq!(app.letter(), letter);
            match app.package() {
                Ok(found) => assert_eq!(found.to_string(), package),
                Err(error) => {
                    assert!(package.is_empty() && error.to_string().contains("--package"), "{name}: {error:#}");
                }
            }
        }
        assert_eq!("acme-portal".parse::<PackageName>().expect("a name").krate(), "acme_portal");
    }

    #[test]
    fn a_wrong_name_is_refused_with_the_reason() {
        let long = "a".repeat(41);
        for (name, reason) in [
            ("", "empty"),
            ("  ", "empty"),
            ("Acme & Sons", "'&'"),
            ("Acme \"Portal\"", "'\"'"),
            ("<b>", "'<'"),
            ("a\nb", "'\\n'"),
            ("-acme", "does not begin"),
            (long.as_str(), "more than 40"),
        ] {
            let error = app(name).expect_err("refused").to_string();
            assert!(error.contains(reason), "{name:?}: {error}");
        }
        for name in ["Acme", "acme_portal", "4you", "a--b", "a-", "", "match", "é", long.as_str()] {
            assert!(name.parse::<PackageName>().is_err(), "{name}");
        }
    }
}
