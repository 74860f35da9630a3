//! Adds the parts that are loaded on demand to the release folder: their files, and the code that loads them.

use super::{integrity, loader, read, shared_part, split, wasm_opt_settings, write};
use crate::{process, tools::Tools};
use anyhow::{Context, Result};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

/// Adds the parts of the last build to the release in `dir`. The name of the program's script contains a hash. The file
/// name of each part gets the same hash.
///
/// # Errors
/// If the build is not as expected, if wasm-opt fails, or if a file cannot be read or written.
pub async fn add(dir: &Path, tools: &Tools) -> Result<()> {
    let script = script_of(dir)?;
    let stem = script.file_stem().and_then(OsStr::to_str).context("The script of the build has no name.")?;
    let parts = split::parts();
    share_chunks(&parts)?;
    for part in files(&parts, "wasm")? {
        let name = part.file_stem().and_then(OsStr::to_str).context("A part of the build has no name.")?;
        let to = dir.join(format!("{stem}_{}.wasm", loader::name_of(name)));
        optimize(&part, &to, tools).await?;
    }
    let before = read(&script)?;
    let merged = loader::merged(&before, &read(&parts.join(split::LOADER))?, split::LOADER, stem)?;
    write(&script, &merged)?;
    let page = dir.join("index.html");
    let integrity = |script: &str| integrity::value(script.as_bytes());
    write(&page, &read(&page)?.replace(&integrity(&before), &integrity(&merged)))
}

/// Merges the chunks that the splitter has written into `parts` into one part. If there are none, does nothing.
fn share_chunks(parts: &Path) -> Result<()> {
    let is_chunk =
        |path: &PathBuf| path.file_stem().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("chunk_"));
    let chunks: Vec<PathBuf> = files(parts, "wasm")?.into_iter().filter(is_chunk).collect();
    if chunks.is_empty() {
        return Ok(());
    }
    let unreadable = |path: &PathBuf| format!("{} cannot be read.", path.display());
    let contents = chunks.iter().map(|path| fs::read(path).with_context(|| unreadable(path)));
    let merged = shared_part::merge(&contents.collect::<Result<Vec<_>>>()?)?;
    let to = parts.join(format!("{}.wasm", loader::SHARED));
    fs::write(&to, merged).with_context(|| format!("{} could not be written.", to.display()))?;
    for chunk in chunks {
        fs::remove_file(&chunk).with_context(|| format!("{} could not be deleted.", chunk.display()))?;
    }
    Ok(())
}

/// Returns the files in `dir` with this ending, in the order of their names.
fn files(dir: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).with_context(|| format!("{} cannot be read.", dir.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    files.retain(|path| has_ending(path, ending));
    files.sort();
    Ok(files)
}

/// Returns the name of the part that a file of a release contains: `activity` for `app-0123456789abcdef_activity.wasm`.
/// Returns `None` for other files.
pub fn part_of(file: &str) -> Option<&str> {
    let (_, after) = file.split_once(integrity::mark_of(file)?)?;
    match after.strip_prefix('_')?.strip_suffix(".wasm")? {
        "bg" => None,
        name => Some(name),
    }
}

/// Runs wasm-opt on the part in the file `from`, and writes the result to the file `to`. wasm-opt gets the same
/// arguments that it gets from Trunk for the rest of the program. If wasm-opt is not available, the part is copied
/// unchanged.
async fn optimize(from: &Path, to: &Path, tools: &Tools) -> Result<()> {
    match tools.wasm_opt_program() {
        Some(wasm_opt) => {
            let mut command = tools.command(wasm_opt);
            command.args(wasm_opt_settings::wasm_opt_arguments()?).arg(from).arg("--output").arg(to);
            process::run(&mut command).await
        }
        None => fs::copy(from, to).map(|_| ()).with_context(|| format!("{} could not be written.", to.display())),
    }
}

/// Returns the script of the program: the only script whose name contains a hash.
fn script_of(dir: &Path) -> Result<PathBuf> {
    let marked = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| integrity::mark_of(name).is_some())
    };
    files(dir, "js")?.into_iter().find(marked).context("The build has no script with a hash in its name.")
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension() == Some(OsStr::new(ending))
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn a_part_is_known_by_the_name_of_its_file() {
        assert_eq!(part_of("app-0123456789abcdef_activity.wasm"), Some("activity"));
        for file in ["app-0123456789abcdef_bg.wasm", "app-0123456789abcdef.js", "theme.js", "app_activity.wasm"] {
            assert_eq!(part_of(file), None, "{file}");
        }
    }
}
