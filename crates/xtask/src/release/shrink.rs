//! Makes the files of a build smaller: minifies the scripts and the style sheet, and shortens the names that the wasm
//! and its script use for each other.
//!
//! The script of the wasm loads the parts, which are further wasm files, on demand. This module writes the integrity
//! value of each part into the script, so that browsers refuse a part of another build.
//!
//! Some file names contain a mark, which is a hash of the content. Because the content changes here, these files get a
//! new mark. So files with different contents have different names, and a browser does not mix the files of two builds.

use super::{integrity, loader, names, read, write};
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
    for script in ["theme.js", "content.js", "bar.js", "boot.js", "outdated.js"] {
        minify(&dir.join(script), tools).await?;
    }
    let marked = marked(dir)?;
    let program = marked.values().flatten().any(|name| name.ends_with(".wasm"));
    ensure!(program, "The name of the wasm has no hash, so browsers would not notice another content.");
    for (mark, names) in marked {
        let paths: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
        let before = contents(&paths)?;
        shorten(&paths)?;
        write_integrity_of_parts(&paths, &mark)?;
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "js" || end == "css")) {
            minify(path, tools).await?;
        }
        let new_mark = integrity::mark(contents(&paths)?.iter().map(Vec::as_slice));
        // The script loads the parts by their file names, and these names contain the mark, which is a hash. So the
        // script must contain the new mark.
        for path in with_ending(&paths, "js") {
            write(path, &read(path)?.replace(&mark, &new_mark))?;
        }
        let after = contents(&paths)?;
        for (before, after) in before.iter().zip(&after) {
            html = html.replace(&integrity::value(before), &integrity::value(after));
        }
        html = html.replace(&mark, &new_mark);
        for (name, path) in names.iter().zip(&paths) {
            fs::rename(path, dir.join(name.replace(&mark, &new_mark)))
                .with_context(|| format!("{name} could not be renamed."))?;
        }
    }
    write(&page, &without_comments(&html))
}

/// Returns the page without comments, without empty lines, and without the spaces around each line.
fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("-->").map_or("", |(_, after)| after));
    }
    rest.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// Returns all file names in `dir` that contain a mark, grouped by the mark. A mark is a hash in the name of a file.
/// The wasm and its script have the same mark.
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

/// Shortens the names that a program, its parts and its script use for each other. Does nothing if the paths contain no
/// wasm or no script.
fn shorten(paths: &[PathBuf]) -> Result<()> {
    let modules: Vec<PathBuf> = with_ending(paths, "wasm").cloned().collect();
    let Some(script) = with_ending(paths, "js").next().filter(|_| !modules.is_empty()) else { return Ok(()) };
    let (short, text) = names::shorten(&contents(&modules)?, &read(script)?)?;
    for (path, wasm) in modules.iter().zip(short) {
        fs::write(path, wasm).with_context(|| format!("{} could not be written.", path.display()))?;
    }
    write(script, &text)
}

/// Writes the integrity of each part into the script that loads the parts. Browsers then refuse a part of another
/// build. Does nothing if the paths contain no script.
fn write_integrity_of_parts(paths: &[PathBuf], mark: &str) -> Result<()> {
    let Some(script) = with_ending(paths, "js").next() else { return Ok(()) };
    let mut text = read(script)?;
    let modules: Vec<PathBuf> = with_ending(paths, "wasm").cloned().collect();
    for (path, wasm) in modules.iter().zip(contents(&modules)?) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        if let Some((_, part)) = name.split_once(&format!("{mark}_")) {
            text = text.replace(&loader::placeholder(part), &integrity::value(&wasm));
        }
    }
    let placeholder = loader::placeholder("");
    ensure!(!text.contains(&placeholder), "The script loads a part that is not in the release.");
    write(script, &text)
}

/// Returns the paths whose names end in `.ENDING`.
fn with_ending<'a>(paths: &'a [PathBuf], ending: &'a str) -> impl Iterator<Item = &'a PathBuf> {
    paths.iter().filter(move |path| path.extension().is_some_and(|extension| extension == ending))
}

/// Minifies a script or a style sheet. If esbuild is missing or fails, the file stays as it is.
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
    fn only_comments_and_spaces_between_elements_are_removed() {
        let html = "<p>\n  <!-- why\n -- because -->\n\n  <b>a</b> <!-- b --><i>c</i>\n</p>";
        assert_eq!(without_comments(html), "<p>\n<b>a</b> <i>c</i>\n</p>\n");
    }
}
