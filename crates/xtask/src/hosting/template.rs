//! Templates of configurations: texts with names in double braces, such as `{{path}}`.

use crate::project;
use anyhow::{Context, Result, ensure};
use std::fs;

/// Returns the template with this name, in which each `{{name}}` is replaced by its value.
///
/// # Errors
/// If the template cannot be read, or if its names and the given ones differ.
pub fn fill(name: &str, values: &[(&str, &str)]) -> Result<String> {
    let path = project::root().join("hosting/templates").join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
    filled(&text, values).with_context(|| format!("{} is not valid.", path.display()))
}

fn filled(text: &str, values: &[(&str, &str)]) -> Result<String> {
    let mut result = String::new();
    let mut rest = text;
    let mut used = vec![false; values.len()];
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").context("A name has no end.")?;
        let at =
            values.iter().position(|(known, _)| *known == name).with_context(|| format!("`{name}` is unknown."))?;
        used[at] = true;
        result += before;
        result += values[at].1;
        rest = after;
    }
    let unused: Vec<_> = values.iter().zip(used).filter(|(_, used)| !used).map(|((name, _), _)| *name).collect();
    ensure!(unused.is_empty(), "{unused:?} are missing in the template.");
    Ok(result + rest)
}

/// Joins the lines into one text, and indents each line with `indentation`. The last line does not end with a line
/// break.
pub fn lines(indentation: &str, lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| format!("{indentation}{line}")).collect::<Vec<_>>().join("\n")
}

/// Returns the value in quotes, in the syntax of nginx and Caddy.
pub fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_mistakes_are_reported() {
        assert_eq!(filled("a {{x}} {{x}} {b}", &[("x", "{{1}}")]).expect("a good template"), "a {{1}} {{1}} {b}");
        for (text, values) in [("{{y}}", [("x", "")]), ("{{x", [("x", "")]), ("no name", [("x", "")])] {
            assert!(filled(text, &values).is_err(), "{text}");
        }
    }
}
