//! `cargo xtask build`: builds the release folder and prints its size.

#[cfg(feature = "full")]
mod run;

use super::release_options::Target;
use crate::web_host::WebHost;
use std::path::PathBuf;

/// Build the release folder for any static host, and print its size
///
/// The folder contains 404.html, which hosts send for unknown addresses, and _headers with the headers of all
/// responses. With --host, this command also writes the configuration with which a host sends these headers.
#[derive(Clone, Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    target: Target,
    /// Also write the configuration of this host, for the given public URL and API base
    ///
    /// The configuration for nginx or Caddy is a file beside the folder; for the other hosts it is in the folder. The
    /// folder is then the whole site: with --public-url /portal/ the app is in its subfolder `portal`.
    #[arg(long, value_enum, value_name = "HOST")]
    host: Option<WebHost>,
    /// The folder to build into; all files in it are replaced [default: dist]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build the standard library anew, without the texts of panics; the program is then about a tenth smaller
    ///
    /// This adds the component rust-src. It also uses unstable settings of cargo and rustc on the stable toolchain
    /// (RUSTC_BOOTSTRAP=1). These settings may stop working with another version of Rust. If the built program panics,
    /// the browser's console shows only "unreachable" instead of the reason. Otherwise, the program behaves in the same
    /// way.
    #[arg(long)]
    smallest: bool,
}
