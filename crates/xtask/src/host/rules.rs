//! The rules of a `_headers` file, in the syntax that Cloudflare Pages and Netlify share. No library that this crate
//! uses reads this syntax.

use anyhow::{Context, Result, bail, ensure};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// All rules of a `_headers` file, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    changes: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Add(HeaderName, HeaderValue),
    Remove(HeaderName),
}

impl Rules {
    /// Parses a `_headers` file. A rule is a line with a path pattern, followed by indented lines with the headers for
    /// these paths. An indented line `! NAME` removes a header that an earlier line has added.
    ///
    /// # Errors
    /// If a line is neither a path nor a valid header, or if no path is above a header. The message names the line.
    pub fn parse(text: &str) -> Result<Self> {
        let mut rules: Vec<Rule> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let position = || format!("`_headers`, line {}", number + 1);
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if line.starts_with([' ', '\t']) {
                let change = Change::parse(trimmed).with_context(position)?;
                let Some(rule) = rules.last_mut() else {
                    bail!("{}: no path is above this header; put a path such as `/*` above it.", position())
                };
                rule.changes.push(change);
            } else {
                ensure!(
                    trimmed.starts_with('/'),
                    "{}: `{trimmed}` is no path; begin it with `/`, or indent it if it is a header.",
                    position()
                );
                rules.push(Rule { pattern: trimmed.to_owned(), changes: Vec::new() });
            }
        }
        Ok(Self(rules))
    }

    /// Returns the headers of all rules that match the path. If several rules add the same header, the values are
    /// joined with a comma.
    pub fn headers(&self, path: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for change in self.0.iter().filter(|rule| matches(&rule.pattern, path)).flat_map(|rule| &rule.changes) {
            match change {
                Change::Remove(name) => {
                    headers.remove(name);
                }
                Change::Add(name, value) => {
                    let joined = headers.get(name).and_then(|old: &HeaderValue| {
                        HeaderValue::from_bytes(&[old.as_bytes(), b", ", value.as_bytes()].concat()).ok()
                    });
                    headers.insert(name.clone(), joined.unwrap_or_else(|| value.clone()));
                }
            }
        }
        headers
    }
}

impl Rules {
    /// Returns all headers that the rules add, in the order of the file. Each item consists of the pattern of the paths
    /// that get the header, the name of the header in lower case, and the value of the header.
    ///
    /// # Errors
    /// If a rule removes a header, because not every host can do this. Also if the value of a header is not a text.
    pub fn all(&self) -> Result<Vec<(String, String, String)>> {
        let changes = self.0.iter().flat_map(|rule| rule.changes.iter().map(|change| (&rule.pattern, change)));
        changes
            .map(|(pattern, change)| match change {
                Change::Add(name, value) => Ok((pattern.clone(), name.to_string(), value.to_str()?.to_owned())),
                Change::Remove(name) => {
                    bail!("`_headers` removes `{name}` for {pattern}, which not every host can do.")
                }
            })
            .collect()
    }
}

impl Change {
    fn parse(line: &str) -> Result<Self> {
        if let Some(name) = line.strip_prefix('!') {
            return Ok(Self::Remove(name.trim().parse().context("this is no name of a header.")?));
        }
        let (name, value) = line.split_once(':').context("this is no header: write `Name: value`.")?;
        Ok(Self::Add(
            name.trim().parse().with_context(|| format!("`{}` is no name of a header.", name.trim()))?,
            value.trim().parse().context("the value has characters that no header may have.")?,
        ))
    }
}

/// Returns whether a path matches a pattern: `*` matches any text, `:name` matches one segment.
pub fn matches(pattern: &str, path: &str) -> bool {
    if pattern.is_empty() {
        return path.is_empty();
    }
    if let Some(rest) = pattern.strip_prefix('*') {
        return (0..=path.len()).any(|at| path.is_char_boundary(at) && matches(rest, &path[at..]));
    }
    if let Some(named) = pattern.strip_prefix("/:") {
        let rest = named.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let Some(segment) = path.strip_prefix('/') else {
            return false;
        };
        let end = segment.find('/').unwrap_or(segment.len());
        return end > 0 && matches(rest, &segment[end..]);
    }
    let mut expected = pattern.chars();
    let mut actual = path.chars();
    expected.next() == actual.next() && matches(expected.as_str(), actual.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# Every answer\n/*\n  X-Frame-Options: DENY\n  Cache-Control: no-cache\n\n/app-*.js\n\t! Cache-Control\n  Cache-Control: max-age=31536000, immutable\n/docs/:page\n  x-frame-options: SAMEORIGIN\n";

    fn header(path: &str, name: &str) -> Option<String> {
        let headers = Rules::parse(FILE).expect("a good file").headers(path);
        headers.get(name).map(|value| value.to_str().expect("text").to_owned())
    }

    #[test]
    fn a_rule_applies_to_the_paths_that_it_names() {
        assert_eq!(header("/", "x-frame-options").as_deref(), Some("DENY"));
        assert_eq!(header("/a/b.css", "cache-control").as_deref(), Some("no-cache"));
    }

    #[test]
    fn a_later_rule_removes_and_adds() {
        assert_eq!(header("/app-1f.js", "cache-control").as_deref(), Some("max-age=31536000, immutable"));
    }

    #[test]
    fn values_of_one_name_are_joined() {
        assert_eq!(header("/docs/one", "x-frame-options").as_deref(), Some("DENY, SAMEORIGIN"));
        assert_eq!(header("/docs/one/two", "x-frame-options").as_deref(), Some("DENY"));
    }

    #[test]
    fn an_error_names_the_line() {
        for (text, line) in [("  X: y", "line 1"), ("/*\nX: y", "line 2"), ("/*\n  X y", "line 2")] {
            let message = format!("{:#}", Rules::parse(text).expect_err("a mistake"));
            assert!(message.contains(line), "{message}");
        }
    }
}
