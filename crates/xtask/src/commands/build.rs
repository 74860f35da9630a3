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
    /// Build a demo, which needs no server: the visitor's browser answers the calls of the app
    ///
    /// The demo runs on any host for static files, with https or on localhost, and can be combined with --host and
    /// --public-url. It has example users, and every visitor has data of their own, which stay in the browser. A notice
    /// above the app says so. The program is the same as in any other build.
    #[arg(long, conflicts_with = "api_base")]
    demo: bool,
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Parser, error::ErrorKind};

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        build: Build,
    }

    #[test]
    fn a_demo_can_have_a_host_and_a_path_but_no_other_api() {
        let parse = |arguments: &[&str]| Line::try_parse_from(["build", "--demo"].iter().chain(arguments));
        let demo = parse(&["--host", "github-pages", "--public-url", "/portal/"]).expect("good arguments").build;
        assert!(demo.demo && demo.host == Some(WebHost::GithubPages));
        let error = parse(&["--api-base", "/api"]).expect_err("a demo has its own API");
        assert_eq!(error.kind(), ErrorKind::ArgumentConflict);
        assert!(error.to_string().contains("--demo") && error.to_string().contains("--api-base"), "{error}");
    }
}
