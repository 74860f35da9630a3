//! Makes the files of a build smaller: minifies scripts and the style sheet, and shortens the names between wasm and
//! script. The changed files get new names, so that no browser mistakes the files of another build for them.

use super::{integrity, names, read, write};
use crate::tools::Tools;
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Makes the build in `dir` smaller, and writes the new names and integrity values into its page.
///
/// # Errors
/// If a file cannot be read or written, or if the build is not as expected.
pub async fn shrink(dir: &Path, tools: &Tools) -> Result<()> {
    let page = dir.join("index.html");
    let mut html = read(&page)?;
    for script in ["theme.js", "boot.js"] {
        minify(&dir.join(script), tools).await?;
    }
    let marked = marked(dir)?;
    let program = marked.values().flatten().any(|name| name.ends_with(".wasm"));
    ensure!(program, "The name of the wasm has no hash, so browsers would not notice another content.");
    for (mark, names) in marked {
        let paths: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
        let before = contents(&paths)?;
        shorten(&paths)?;
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "js" || end == "css")) {
            minify(path, tools).await?;
        }
        let after = contents(&paths)?;
        for (before, after) in before.iter().zip(&after) {
            html = html.replace(&integrity::value(before), &integrity::value(after));
        }
        let new_mark = integrity::mark(after.iter().map(Vec::as_slice));
        html = html.replace(&mark, &new_mark);
        for (name, path) in names.iter().zip(&paths) {
            fs::rename(path, dir.join(name.replace(&mark, &new_mark)))
                .with_context(|| format!("{name} could not be renamed."))?;
        }
    }
    write(&page, &without_comments(&html))
}

/// Returns the page without comments and without empty lines.
fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("-->").map_or("", |(_, after)| after));
    }
    rest.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// Returns the names of the files with a mark, grouped by the mark: the wasm and its script have the same mark.
fn marked(dir: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut marked = BTreeMap::<String, Vec<String>>::new();
    for entry in fs::read_dir(dir).with_context(|| format!("{} cannot be read.", dir.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(mark) = integrity::mark_of(&name) {
            marked.entry(mark.to_owned()).or_default().push(name);
        }
    }
    marked.values_mut().for_each(|names| names.sort());
    Ok(marked)
}

fn contents(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    let content = |path: &PathBuf| {
        fs::read(path).with_context(|| format!("The build has not written a readable {}.", path.display()))
    };
    paths.iter().map(content).collect()
}

/// Shortens the names that a wasm and its script use for each other. Does nothing if these paths are other files.
fn shorten(paths: &[PathBuf]) -> Result<()> {
    let ends = |end: &str| paths.iter().find(|path| path.extension().is_some_and(|extension| extension == end));
    let (Some(wasm), Some(script)) = (ends("wasm"), ends("js")) else { return Ok(()) };
    let long = fs::read(wasm).with_context(|| format!("The build has not written a readable {}.", wasm.display()))?;
    let (short, text) = names::shorten(&long, &read(script)?)?;
    fs::write(wasm, short).with_context(|| format!("{} could not be written.", wasm.display()))?;
    write(script, &text)
}

/// Minifies a script or a style sheet. Without esbuild the file stays as it is.
async fn minify(path: &Path, tools: &Tools) -> Result<()> {
    match tools.minified(path).await {
        Some(small) => write(path, &small),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn only_comments_and_empty_lines_are_removed() {
        let html = "<p>\n  <!-- why\n -- because -->\n\n  <b>a</b> <!-- b --><i>c</i>\n</p>";
        assert_eq!(without_comments(html), "<p>\n  <b>a</b> <i>c</i>\n</p>\n");
    }
}
