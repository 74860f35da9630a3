//! The builder's own paths, which every panic would carry into the release: cut to what is the same on any machine.
//! It must not know what else a build is told.

use crate::{project, tools};
use anyhow::Result;
use std::env;

/// The variable in which cargo takes flags that may hold spaces, each apart from the next by [`BETWEEN`].
pub const VARIABLE: &str = "CARGO_ENCODED_RUSTFLAGS";
const BETWEEN: &str = "\u{1f}";

/// The flags for rustc; none where somebody has set their own, which these would replace.
pub fn flags() -> Result<Option<String>> {
    if env::var_os("RUSTFLAGS").is_some() || env::var_os(VARIABLE).is_some() {
        return Ok(None);
    }
    let packages = tools::cargo_home()?.join("registry").join("src");
    let cut = [project::root(), packages].map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    Ok(Some(cut.join(BETWEEN)))
}
