//! Builds the app and runs its web tests in a browser.

use crate::{process, tools::Browser};
use anyhow::Result;
use std::path::Path;
use tokio::process::Command;

/// Builds the app into `dist`, and runs the web tests. `build` is a call of Trunk, and `test` is a call of `cargo test`
/// that names the tests. `dist` is in the folder in which both run: the test runner serves this folder, so the tests
/// find the app's worker below `/dist/`.
///
/// # Errors
/// If the app cannot be built, or if a test fails.
pub async fn run(mut build: Command, mut test: Command, dist: &Path, browser: &Browser) -> Result<()> {
    process::run(build.args(["build", "--public-url", "/dist/", "--dist"]).arg(dist)).await?;
    test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser.write_capabilities()?)
        // The defaults of 20 and 5 s are too short on a busy machine.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    // If one of these variables were set, the test runner would use the driver that this variable names, instead of
    // the driver of Chromium.
    for other in ["GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"] {
        test.env_remove(other).env_remove(format!("{other}_REMOTE"));
    }
    test.env_remove("CHROMEDRIVER_REMOTE").envs(browser.programs());
    process::run_with_temp_folder(&mut test).await
}
