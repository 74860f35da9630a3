//! `cargo xtask screenshots`: takes pictures of every state of the app.

#[cfg(feature = "full")]
mod run;

use crate::tools::Permission;
use std::path::PathBuf;

/// Take pictures of every state of every page in Chromium, after installing what is missing
///
/// Each state is shown light and dark, 1280 and 360 pixels wide. Each picture has its own file, such as
/// `login-refused-dark-360.png`. The pictures in the README are taken again as well.
#[derive(Clone, Debug, clap::Args)]
pub struct Screenshots {
    /// The folder for the pictures [default: target/screenshots]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    permission: Permission,
}
