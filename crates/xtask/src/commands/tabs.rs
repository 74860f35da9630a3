//! `cargo xtask tabs`: runs the tests with many real tabs in each browser engine.

#[cfg(feature = "full")]
mod run;

use crate::tools::{Engine, Permission};

/// Test with many real tabs in Chromium, Firefox and WebKitGTK, after installing what is missing
///
/// Builds the release and controls it over WebDriver. Among other things, the tests cover an access token that expires
/// in ten tabs at once, a tab that is closed during a refresh, lost responses, and sign-outs and user switches in other
/// tabs. After a failure the other runs continue, and the summary counts the failures.
#[derive(Clone, Debug, clap::Args)]
pub struct Tabs {
    /// How many times to run the tests in each engine
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Run only in this engine; may be given several times [default: all]
    #[arg(long, value_name = "ENGINE", value_enum)]
    engine: Vec<Engine>,
    /// Run only tests with this text in their names
    #[arg(long, value_name = "FILTER", default_value = "")]
    test: String,
    #[command(flatten)]
    permission: Permission,
}
