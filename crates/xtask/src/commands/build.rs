//! `cargo xtask build`: builds the release folder and prints its size.

#[cfg(feature = "full")]
mod run;

use super::release_options::Target;
use std::path::PathBuf;

/// Build the release folder for any static host, and print its size
///
/// The folder contains 404.html, which hosts send for unknown addresses, and _headers, which Cloudflare Pages and
/// Netlify read. Other hosts must be configured to send the headers in _headers. The path patterns
/// in _headers begin with the public URL.
#[derive(Clone, Debug, clap::Args)]
pub struct Build {
    #[command(flatten)]
    target: Target,
    /// The folder to build into; all files in it are replaced [default: dist]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build the standard library anew, without the texts of panics: about a tenth smaller
    ///
    /// This adds the component rust-src. It also uses unstable settings of cargo and rustc on the stable toolchain
    /// (RUSTC_BOOTSTRAP=1). These settings may stop working with another version of Rust. If the program fails, the
    /// browser's console shows only "unreachable" instead of the reason. Everything else is the same.
    #[arg(long)]
    smallest: bool,
}
