//! Splits the program of a release into the part that a first load needs and the parts that are loaded on demand.
//! `src/parts.rs` lists the parts.
//!
//! The program must be split after cargo has built it and before wasm-bindgen reads it. Trunk has no hook between these
//! two steps. So `tools::splitter` puts a copy of xtask itself, under the name `wasm-bindgen`, at the front of Trunk's
//! search path. When Trunk starts xtask by that name, xtask splits the wasm, and passes the main part on to the real
//! wasm-bindgen.

use crate::{
    project,
    tools::splitter::{NAME, REAL},
};
use anyhow::{Context, Result, anyhow};
use std::{
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};
use wasm_split_cli_support::{Options, transform};

/// The Cargo feature of the app. It compiles the pages in `src/parts.rs` so that they can be split off.
pub const FEATURE: &str = "split";
/// This flag makes the linker keep the relocations. They say which function uses which other function and which data,
/// so the splitter finds out what each part needs.
pub const RUSTC_FLAG: &str = "-Clink-args=--emit-relocs";
/// The name of the script that loads the parts. The main part imports this script.
pub const LOADER: &str = "split.js";

/// Returns the folder with the parts of the last build: the wasm of each part, and the script [`LOADER`].
pub fn parts() -> PathBuf {
    parts_below(&project::scratch("wasm-bindgen").join("release"))
}

fn parts_below(bindgen_out: &Path) -> PathBuf {
    bindgen_out.join("parts")
}

/// If this program was called by the name `wasm-bindgen`, does the work of wasm-bindgen, and returns the exit code. If
/// this program was called by another name, does nothing and returns `None`.
pub fn run_as_wasm_bindgen() -> Option<ExitCode> {
    let mut arguments = env::args_os();
    let name = arguments.next()?;
    if Path::new(&name).file_stem() != Some(OsStr::new(NAME)) {
        return None;
    }
    Some(bind(arguments.collect()).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    }))
}

fn bind(mut arguments: Vec<OsString>) -> Result<ExitCode> {
    let real = env::var_os(REAL).with_context(|| format!("{REAL} is not set: only `cargo xtask` may start this."))?;
    if let Some(call) = Call::of(&arguments) {
        let main = split(&call)?;
        arguments[call.input] = main.into();
        // The parts use some exports of the main part. Without `--keep-lld-exports`, wasm-bindgen would remove these
        // exports.
        arguments.extend(["--keep-lld-exports", "--no-demangle"].map(OsString::from));
    }
    let status = Command::new(&real)
        .args(arguments)
        .status()
        .with_context(|| format!("{} could not be started.", Path::new(&real).display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The arguments with which Trunk starts wasm-bindgen.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    /// The index of the argument with the path of the wasm.
    input: usize,
    wasm: PathBuf,
    out_dir: PathBuf,
    out_name: String,
}

impl Call {
    /// Reads the arguments. Returns `None` if they name no wasm file, as in a call with `--version`.
    fn of(arguments: &[OsString]) -> Option<Self> {
        let value = |option: &str| arguments.iter().find_map(|argument| argument.to_str()?.strip_prefix(option));
        let input =
            arguments.iter().position(|argument| Path::new(argument).extension() == Some(OsStr::new("wasm")))?;
        Some(Self {
            input,
            wasm: PathBuf::from(&arguments[input]),
            out_dir: PathBuf::from(value("--out-dir=")?),
            out_name: value("--out-name=")?.to_owned(),
        })
    }
}

/// Splits the wasm. Returns the path of its main part.
fn split(call: &Call) -> Result<PathBuf> {
    let parts = parts_below(&call.out_dir);
    if parts.exists() {
        fs::remove_dir_all(&parts).with_context(|| format!("{} cannot be emptied.", parts.display()))?;
    }
    let wasm = fs::read(&call.wasm).with_context(|| format!("{} cannot be read.", call.wasm.display()))?;
    let main = call.out_dir.join("main.wasm");
    let (link_name, main_module) = (format!("./{LOADER}"), format!("./{}.js", call.out_name));
    let mut options = Options::new(&wasm);
    options.output_dir = &parts;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    transform(options).map_err(|error| anyhow!("The program cannot be split: {error:#}"))?;
    Ok(main)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_call_of_trunk_is_understood() {
        let line =
            "--target=web --out-dir=/t/wasm-bindgen/release --out-name=app /t/wasm32/release/app.wasm --no-typescript";
        let call = Call::of(&arguments(line)).expect("a call");
        assert_eq!((call.input, call.out_name.as_str()), (3, "app"));
        assert_eq!(call.wasm, Path::new("/t/wasm32/release/app.wasm"));
        assert_eq!(call.out_dir, Path::new("/t/wasm-bindgen/release"));
    }

    #[test]
    fn other_calls_are_passed_on() {
        assert_eq!(Call::of(&arguments("--version")), None);
    }
}
