//! `cargo xtask audit`: checks with axe whether people with disabilities can use the app, and measures with Lighthouse
//! how well its pages load.

#[cfg(feature = "full")]
mod run;

use crate::tools::Permission;
#[cfg(feature = "full")]
pub use run::check;

/// Check the release with axe and Lighthouse in Chromium, after installing what is missing
///
/// axe checks every state of every page, light and dark, wide and narrow, and must find no problem. Lighthouse loads
/// /home, /login and /register as on a phone and as on a desktop, and must give 95 of 100 points in each category. A
/// busy machine lowers the performance, so the best of up to five measurements counts. Both tools come from npm, which
/// needs Node (18.16 or newer). This takes about eight minutes.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Audit {
    #[command(flatten)]
    permission: Permission,
}
