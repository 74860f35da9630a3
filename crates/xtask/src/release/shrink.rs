//! Makes what Trunk built smaller: no words for people in scripts and sheet, short names between wasm and script. The
//! files get new names then, so that no browser takes another build's for them.
//! It must not know what any of the files does.

use super::{names, read, seal, write};
use crate::tools::Tools;
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Shrinks the build in `dir`, and gives its page the new names and integrities.
pub async fn shrink(dir: &Path, tools: &Tools) -> Result<()> {
    let page = dir.join("index.html");
    let mut html = read(&page)?;
    for script in ["theme.js", "boot.js"] {
        minify(&dir.join(script), tools).await?;
    }
    let marked = marked(dir)?;
    let program = marked.values().flatten().any(|name| name.ends_with(".wasm"));
    ensure!(program, "The build's wasm has no name that is known to change with its content.");
    for (mark, names) in marked {
        let paths: Vec<PathBuf> = names.iter().map(|name| dir.join(name)).collect();
        let before = contents(&paths)?;
        shorten(&paths)?;
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "js" || end == "css")) {
            minify(path, tools).await?;
        }
        let after = contents(&paths)?;
        for (before, after) in before.iter().zip(&after) {
            html = html.replace(&seal::integrity(before), &seal::integrity(after));
        }
        let new_mark = seal::mark(after.iter().map(Vec::as_slice));
        html = html.replace(&mark, &new_mark);
        for (name, path) in names.iter().zip(&paths) {
            fs::rename(path, dir.join(name.replace(&mark, &new_mark)))
                .with_context(|| format!("{name} could not be renamed."))?;
        }
    }
    write(&page, &uncommented(&html))
}

/// The page without its comments, and without the lines that nothing else stood in.
fn uncommented(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("-->").map_or("", |(_, after)| after));
    }
    rest.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| [line, "\n"]).collect()
}

/// The files whose names carry a mark, by that: the program's two share theirs.
fn marked(dir: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let mut marked = BTreeMap::<String, Vec<String>>::new();
    for entry in fs::read_dir(dir).with_context(|| format!("{} cannot be read.", dir.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(mark) = seal::mark_of(&name) {
            marked.entry(mark.to_owned()).or_default().push(name);
        }
    }
    marked.values_mut().for_each(|names| names.sort());
    Ok(marked)
}

fn contents(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    let content =
        |path: &PathBuf| fs::read(path).with_context(|| format!("The build left no readable {}.", path.display()));
    paths.iter().map(content).collect()
}

/// Gives the program's two files short names for each other; other files have none.
fn shorten(paths: &[PathBuf]) -> Result<()> {
    let ends = |end: &str| paths.iter().find(|path| path.extension().is_some_and(|extension| extension == end));
    let (Some(wasm), Some(script)) = (ends("wasm"), ends("js")) else { return Ok(()) };
    let long = fs::read(wasm).with_context(|| format!("The build left no readable {}.", wasm.display()))?;
    let (short, text) = names::shorten(&long, &read(script)?)?;
    fs::write(wasm, short).with_context(|| format!("{} could not be written.", wasm.display()))?;
    write(script, &text)
}

/// Where there is no tool for it, the file stays as it is.
async fn minify(path: &Path, tools: &Tools) -> Result<()> {
    match tools.minified(path).await {
        Some(small) => write(path, &small),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::uncommented;

    #[test]
    fn only_comments_and_their_lines_go() {
        let html = "<p>\n  <!-- why\n -- because -->\n\n  <b>a</b> <!-- b --><i>c</i>\n</p>";
        assert_eq!(uncommented(html), "<p>\n  <b>a</b> <i>c</i>\n</p>\n");
    }
}
