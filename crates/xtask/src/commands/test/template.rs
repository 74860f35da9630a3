//! Makes new projects, as `cargo xtask new` does, and tests them.

mod sync;

use super::{Step, web};
use crate::{
    new_project::{License, NewProject},
    process, project,
    tools::{self, Browser, Tools},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// The steps of a test run that a new project does not have, because it lacks what they test.
const OURS: [Step; 3] = [Step::Book, Step::Minimal, Step::Template];

/// The API of the new projects.
const API_BASE: &str = "https://api.example.org/api";

/// The tests that cargo runs only by name, which `--all-targets` leaves out.
const NAMED: [&str; 4] = ["--test=e2e", "--test=gallery", "--test=tabs", "--test=hosting"];

/// The app for browsers.
const APP: [&str; 2] = ["--package=acme-portal", "--target=wasm32-unknown-unknown"];

/// The tests of a new project that run without a browser: those inside of its libraries, and those that look at
/// its files.
const TESTS: [&str; 6] =
    ["--workspace", "--lib", "--test=both_databases", "--test=contributing", "--test=locked", "--test=team"];

/// Makes a new project, checks its code, and runs some of its tests, in a browser too. Its other tests are copies of
/// tests of this project, and would take as long again. Then makes the project without the timeline in its place, and
/// checks the code again.
///
/// # Errors
/// If a project cannot be made, or if a check fails.
pub async fn run(tools: &Tools, browser: &Browser) -> Result<()> {
    let folder = made(true, License::Both).await?;
    process::run(within(&folder, tools::command("cargo")).args(["fmt", "--all", "--check"])).await?;
    lint(&folder).await?;
    process::run(cargo(&folder, "test").args(TESTS)).await?;
    ensure_steps(&folder).await?;
    in_browser(&folder, tools, browser).await?;
    lint(&made(false, License::None).await?).await
}

/// Checks the code of a new project with Clippy.
async fn lint(folder: &Path) -> Result<()> {
    for part in
        [[["--workspace"].as_slice(), &["--all-targets"]], [&["--workspace"], &NAMED], [&APP, &["--all-targets"]]]
    {
        process::run(cargo(folder, "clippy").args(part.concat()).args(["--", "-D", "warnings"])).await?;
    }
    Ok(())
}

/// Builds the app of a new project, and runs the tests in a browser that compare its page with its program.
async fn in_browser(folder: &Path, tools: &Tools, browser: &Browser) -> Result<()> {
    let mut test = within(folder, tools.cargo("test"));
    test.args(APP).args(["--test=web", "--", "early_page"]);
    web::run(within(folder, tools.trunk()), test, &folder.join("dist"), browser).await
}

/// Makes a new project below `target`, and returns its folder. Files that have not changed since the last time stay as
/// they are, so that cargo does not compile them again.
async fn made(timeline: bool, license: License) -> Result<PathBuf> {
    let (fresh, folder) = (project::scratch("template").join("fresh"), project::scratch("template").join("project"));
    if fresh.exists() {
        fs::remove_dir_all(&fresh).with_context(|| format!("{} cannot be removed.", fresh.display()))?;
    }
    let project = NewProject {
        name: "Acme Portal".parse()?,
        package: "acme-portal".parse()?,
        api_base: API_BASE.parse()?,
        timeline,
        license,
    };
    project.create(&fresh).await?;
    set_version(&fresh).await?;
    sync::sync(&fresh, &folder)?;
    println!("A new project is in {}.", folder.display());
    Ok(folder)
}

/// Gives the packages of a new project a version of their own. The new project is compiled in the build folder of this
/// project. Without another version, cargo would take its packages for those of this project.
async fn set_version(folder: &Path) -> Result<()> {
    let path = folder.join("Cargo.toml");
    let text = fs::read_to_string(&path).context("The new project has no readable Cargo.toml.")?;
    let version = |version: &str| format!("[workspace.package]\nversion = \"{version}\"\n");
    let (old, own) = (version(env!("CARGO_PKG_VERSION")), concat!(env!("CARGO_PKG_VERSION"), "+new"));
    ensure!(text.contains(&old), "Cargo.toml of the new project does not begin its workspace with {old:?}.");
    fs::write(&path, text.replace(&old, &version(own))).context("Cargo.toml could not be written.")?;
    process::run(tools::command("cargo").args(["update", "--workspace", "--offline", "--quiet"]).current_dir(folder))
        .await
}

/// Checks that the test command of a new project has the steps of this project, except for [`OURS`].
async fn ensure_steps(folder: &Path) -> Result<()> {
    let mut run = cargo(folder, "run");
    run.args(["--quiet", "--package", "xtask", "--bin", "xtask-full", "--", "test", "--list"]);
    let text = process::answer(&mut run).await;
    let text = text.context("`cargo xtask test --list` has failed in the new project.")?;
    let theirs: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let ours: Vec<_> = Step::chosen(&[]).into_iter().filter(|step| !OURS.contains(step)).map(Step::name).collect();
    ensure!(theirs == ours, "The new project has the steps {theirs:?} instead of {ours:?}.");
    Ok(())
}

/// Returns the command that runs a subcommand of cargo in a new project.
fn cargo(folder: &Path, subcommand: &str) -> Command {
    within(folder, tools::cargo(subcommand))
}

/// Makes a command run in a new project. cargo keeps what it compiles in the build folder of this project, so it does not
/// compile the dependencies again. It puts the finished programs into `target` of the new project. In `target` of this
/// project, they would replace programs of this project, and one of these is running.
fn within(folder: &Path, mut command: Command) -> Command {
    command.current_dir(folder).env("CARGO_BUILD_BUILD_DIR", project::root().join("target"));
    // A person may have set CARGO_TARGET_DIR. Then cargo would put the programs there.
    command.env_remove("CARGO_TARGET_DIR");
    command
}
