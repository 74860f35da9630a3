//! `cargo xtask preview`: builds the release and serves it on this machine as visitors will get it.

#[cfg(feature = "full")]
mod run;

use super::release_options::Target;
use crate::companion::Behaviour;

/// Build the release and serve it on port 8081 until Ctrl-C: compressed, with its production headers and policy
///
/// The API must run at the address that the release names. With --companion the companion server is started there.
#[derive(Clone, Debug, clap::Args)]
pub struct Preview {
    #[command(flatten)]
    target: Target,
    /// Also start the companion server, with demo accounts
    #[arg(long)]
    companion: bool,
    /// Serve a demo instead, which needs no server: see `cargo xtask build --help`
    #[arg(long, conflicts_with_all = ["api_base", "companion"])]
    demo: bool,
    #[command(flatten)]
    behaviour: Behaviour,
    /// Answer unknown addresses with index.html and 200, instead of 404.html and 404
    #[arg(long)]
    single_page: bool,
}
