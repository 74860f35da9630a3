//! Adds the parts that are loaded on demand to the release folder: their files, and the code that loads them.

use super::{integrity, loader, read, split, wasm_opt_settings, write};
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
    for entry in fs::read_dir(&parts).with_context(|| format!("{} cannot be read.", parts.display()))? {
        let part = entry?.path();
        let Some(name) = part.file_stem().and_then(OsStr::to_str).filter(|_| has_ending(&part, "wasm")) else {
            continue;
        };
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

/// Returns the name of the part that a file of a release contains: `activity` for `app-0123456789abcdef_activity.wasm`.
/// Returns `None` for other files. All code that several parts share is the part `shared`.
pub fn part_of(file: &str) -> Option<&str> {
    let (_, after) = file.split_once(integrity::mark_of(file)?)?;
    match after.strip_prefix('_')?.strip_suffix(".wasm")? {
        "bg" => None,
        name if name.starts_with("chunk_") => Some("shared"),
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
    let entries = fs::read_dir(dir).with_context(|| format!("{} cannot be read.", dir.display()))?;
    let marked = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        has_ending(path, "js") && name.is_some_and(|name| integrity::mark_of(name).is_some())
    };
    let found = entries.filter_map(|entry| Some(entry.ok()?.path())).find(marked);
    found.context("The build has no script with a hash in its name.")
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
        assert_eq!(part_of("app-0123456789abcdef_chunk_4.wasm"), Some("shared"));
        for file in ["app-0123456789abcdef_bg.wasm", "app-0123456789abcdef.js", "theme.js", "app_activity.wasm"] {
            assert_eq!(part_of(file), None, "{file}");
        }
    }
}
