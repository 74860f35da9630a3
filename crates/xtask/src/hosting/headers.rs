//! What a host has to know from the header file of a release: which headers every response has, which ones belong to
//! some paths, and which files may be kept.

use crate::host::Rules;
use anyhow::{Result, ensure};

const NO_CACHE: &str = "no-cache";

/// The headers of a release, in a form that does not depend on a host.
#[derive(Debug)]
pub struct Headers {
    /// Name and value of the headers that every response has.
    pub everywhere: Vec<(String, String)>,
    /// The headers that only some paths have. A header that is also in [`everywhere`](Self::everywhere) has another
    /// value on these paths.
    pub on_paths: Vec<OnPath>,
    /// The patterns of files that browsers may keep, in the order of the header file.
    pub kept: Vec<String>,
    /// The value of `Cache-Control` for the files in [`kept`](Self::kept). All other responses have `no-cache`.
    pub keep: String,
}

/// The value of a header on the paths of one pattern.
#[derive(Debug, PartialEq, Eq)]
pub struct OnPath {
    /// The name of the header.
    pub name: String,
    /// The pattern of the paths, in the syntax of the header file.
    pub pattern: String,
    /// The whole value of the header on these paths. If [`Headers::everywhere`] also contains this header, this value
    /// begins with the value from there. Then a comma and the additional value for these paths follow.
    pub value: String,
}

impl Headers {
    /// Converts the rules of a header file into [`Headers`].
    ///
    /// # Errors
    /// If a rule removes a header, if the value of a header is not a text, if no rule is for all paths, or if the rules
    /// contain two different values of `Cache-Control` besides `no-cache`.
    pub fn of(rules: &Rules) -> Result<Self> {
        let mut headers = Self { everywhere: Vec::new(), on_paths: Vec::new(), kept: Vec::new(), keep: String::new() };
        let all = rules.all()?;
        // Returns whether a pattern is for all paths of the release. This is so if the pattern ends with `*`, and the
        // patterns of all rules begin with the text before this `*`.
        let general = |pattern: &str| {
            pattern.strip_suffix('*').is_some_and(|prefix| all.iter().all(|(other, ..)| other.starts_with(prefix)))
        };
        for (pattern, name, value) in &all {
            if name.eq_ignore_ascii_case("cache-control") {
                headers.add_cache(pattern, value)?;
            } else if general(pattern) {
                headers.everywhere.push((name.clone(), value.clone()));
            }
        }
        for (pattern, name, value) in all.iter().filter(|(pattern, ..)| !general(pattern)) {
            if !name.eq_ignore_ascii_case("cache-control") {
                // Two rules can add the same header to a path. Some hosts read the header file, and join the two
                // values with a comma. The other hosts get a configuration that is made from these `Headers`. The
                // values are joined here, so that this configuration has the same effect as the header file.
                let common = headers.everywhere.iter().find(|(other, _)| other == name);
                let value = common.map_or_else(|| value.clone(), |(_, common)| format!("{common}, {value}"));
                headers.on_paths.push(OnPath { name: name.clone(), pattern: pattern.clone(), value });
            }
        }
        ensure!(!headers.everywhere.is_empty(), "`_headers` has no rule for all paths.");
        Ok(headers)
    }

    fn add_cache(&mut self, pattern: &str, value: &str) -> Result<()> {
        if value == NO_CACHE {
            return Ok(());
        }
        ensure!(
            self.keep.is_empty() || self.keep == value,
            "`_headers` has two values of Cache-Control besides `{NO_CACHE}`: `{}` and `{value}`.",
            self.keep
        );
        self.keep = value.to_owned();
        self.kept.push(pattern.to_owned());
        Ok(())
    }

    /// Returns the value of the header `Content-Security-Policy`.
    pub fn policy(&self) -> Option<&str> {
        let mut policies =
            self.everywhere.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-security-policy"));
        policies.next().map(|(_, value)| value.as_str())
    }

    /// Returns a regular expression that matches the paths of all files that browsers may keep. The expression does not
    /// contain the anchors `^` and `$`.
    pub fn kept_regex(&self) -> String {
        self.kept.iter().map(|pattern| regex(pattern)).collect::<Vec<_>>().join("|")
    }
}

/// Returns a regular expression that matches the same paths as the pattern. The expression does not contain the anchors
/// `^` and `$`. After a slash, `*` in a pattern means any text. After another character, `*` means a part of the name
/// of a file, so it does not match a slash.
pub fn regex(pattern: &str) -> String {
    let mut text = String::new();
    let mut before = '/';
    for char in pattern.chars() {
        match char {
            '*' if before == '/' => text += ".*",
            '*' => text += "[^/]*",
            // In a regular expression, these characters stand for themselves. Every other character needs a backslash.
            plain if plain.is_ascii_alphanumeric() || "/-_~".contains(plain) => text.push(plain),
            special => {
                text.push('\\');
                text.push(special);
            }
        }
        before = char;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "/p/*\n  Content-Security-Policy: default-src 'none'\n  Link: <a>\n/p/\n  Cache-Control: no-cache\n  Link: <b>\n\
        /p/app-*\n  Cache-Control: public, immutable\n/p/icon-*\n  Cache-Control: public, immutable\n";

    fn of(text: &str) -> Result<Headers> {
        Headers::of(&Rules::parse(text).expect("a good file"))
    }

    #[test]
    fn rules_are_sorted() {
        let headers = of(FILE).expect("good rules");
        assert_eq!(headers.policy(), Some("default-src 'none'"));
        assert_eq!(headers.everywhere.len(), 2);
        let link = OnPath { name: "link".to_owned(), pattern: "/p/".to_owned(), value: "<a>, <b>".to_owned() };
        assert_eq!(headers.on_paths, [link]);
        assert_eq!(
            (headers.kept_regex().as_str(), headers.keep.as_str()),
            ("/p/app-[^/]*|/p/icon-[^/]*", "public, immutable")
        );
    }

    #[test]
    fn rules_that_a_configuration_cannot_have_are_refused() {
        for text in [
            "/*\n  ! Link\n",
            "/a\n  Link: <a>\n/b\n  Link: <b>\n",
            "/*\n  A: b\n/a\n  Cache-Control: x\n/b\n  Cache-Control: y\n",
        ] {
            assert!(of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn special_characters_stand_for_themselves() {
        assert_eq!(regex("/a.b/*"), r"/a\.b/.*");
        assert_eq!(regex("/app-*.js"), r"/app-[^/]*\.js");
    }
}
