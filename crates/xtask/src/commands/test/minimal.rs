//! Builds the example app `examples/minimal` and runs its tests in a browser.

use crate::{
    process, project,
    tools::{self, Browser, Tools},
};
use anyhow::Result;

/// Builds the example app with Trunk and runs its tests in `browser`.
///
/// # Errors
/// If the app cannot be built, or if a test fails.
pub async fn run(tools: &Tools, browser: &Browser) -> Result<()> {
    let dist = project::scratch("minimal").join("dist");
    let mut build = tools.trunk();
    // Trunk runs in the folder of the example. In the root folder, Trunk would use the Trunk.toml there, which is only
    // for the main app.
    build.current_dir(project::root().join("examples/minimal")).args(["build", "--dist"]).arg(&dist);
    process::run(&mut build).await?;
    let mut test = tools::cargo("test");
    test.args(["--workspace", "--test", "minimal"]).env("MINIMAL_DIST", dist).envs(browser.programs());
    process::run(&mut test).await
}
