//! `cargo xtask bench`: how fast session and companion server are, and whether the page stays small, in numbers.
//! It must not know how anything is measured, nor what would be good.

use crate::{
    process, project,
    public_url::PublicUrl,
    release::Release,
    tools::{self, Browser, Tools},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Measure the release in Chromium against the companion server, after installing what is missing
///
/// Bursts of calls with an expired token beside a valid one and beside plainer clients, the time from a click to its
/// content and from the address to a page that can be used, and memory after many visits and calls; then, without a browser, how many calls a second the companion server
/// answers beside a bare axum route. It judges nothing, and takes about seven minutes: leave the machine alone meanwhile.
#[derive(Clone, Debug, clap::Args)]
pub struct Bench {
    /// How often each time is taken
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Measure only this
    #[arg(long, value_name = "PART", value_enum)]
    only: Option<Part>,
    /// Write the numbers into this file, too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// many calls at once, the token expired or valid
    Bursts,
    /// from a click to the content
    Click,
    /// from the address to a page that can be used
    Start,
    /// what the page holds after many visits and calls
    Memory,
    /// refreshes and boards a second at the companion server, sent by oha
    Load,
}

impl Bench {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        // As the person meant it, who may stand in another folder than the root.
        let json = self.json.as_deref().map(std::path::absolute);
        let json = json.transpose().context("The file's name is not understood.")?;
        if self.only != Some(Part::Load) {
            self.session(json.as_deref()).await?;
        }
        if self.only.is_none_or(|part| part == Part::Load) {
            self.load(json.as_deref()).await?;
        }
        Ok(())
    }

    async fn session(&self, json: Option<&Path>) -> Result<()> {
        let tools = Tools::for_releases().await?;
        let browser = Browser::ensure().await?;
        let dist = project::scratch("bench").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None }.build(&tools).await?;
        println!("Building the measurements (the first time some minutes) …");
        let mut bench = tools::command("cargo");
        bench
            .args(["bench", "--quiet", "--package", "evergreen", "--bench", "session"])
            .env("EVERGREEN_DIST", dist)
            .env("CHROMIUM", &browser.program)
            .env("CHROMEDRIVER", &browser.driver);
        self.run_with(bench, json).await
    }

    async fn load(&self, json: Option<&Path>) -> Result<()> {
        let oha = tools::oha().await?;
        println!("Building the companion server and its load (the first time some minutes) …");
        let mut bench = tools::command("cargo");
        bench.args(["bench", "--quiet", "--package", "evergreen-backend", "--bench", "load"]).env("OHA", oha);
        self.run_with(bench, json).await
    }

    async fn run_with(&self, mut bench: Command, json: Option<&Path>) -> Result<()> {
        let only = self.only.and_then(|part| part.to_possible_value());
        bench.env("EVERGREEN_ROUNDS", self.rounds.to_string());
        set(&mut bench, "EVERGREEN_ONLY", only.map(|value| value.get_name().to_owned()));
        set(&mut bench, "EVERGREEN_JSON", json);
        process::run(&mut bench).await
    }
}

/// What was not asked for here shall not come from the person's own environment.
fn set(command: &mut Command, name: &str, value: Option<impl AsRef<std::ffi::OsStr>>) {
    match value {
        Some(value) => command.env(name, value),
        None => command.env_remove(name),
    };
}
