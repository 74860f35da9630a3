//! What an installed nginx can do: with which options it was built, and whether it has the module for brotli.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Returns the module with which nginx sends the files `NAME.br`; `None` if it is not installed. `program` is the path
/// of nginx.
pub fn brotli_module(program: &Path) -> Option<PathBuf> {
    let module = built_with(program, "--modules-path=")?.join("ngx_http_brotli_static_module.so");
    module.exists().then_some(module)
}

/// Returns the path that was given with this option when nginx was built. `option` ends with `=`, as in `--conf-path=`.
/// `None` if nginx was built without this option, or cannot be started.
pub fn built_with(program: &Path, option: &str) -> Option<PathBuf> {
    // nginx prints these options on the standard error stream.
    let about = Command::new(program).arg("-V").output().ok()?;
    let about = String::from_utf8_lossy(&about.stderr).into_owned();
    about.split_whitespace().find_map(|word| word.strip_prefix(option)).map(PathBuf::from)
}
