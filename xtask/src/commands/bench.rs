//! `cargo xtask bench`: how fast the session is, and whether it stays small, in numbers.
//! It must not know how anything is measured, nor what would be good.

use crate::{
    process, project,
    public_url::PublicUrl,
    release::Release,
    tools::{self, Browser, Tools},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::path::PathBuf;

/// Measure the release in Chromium against the companion server, after installing what is missing
///
/// Bursts of calls with an expired token beside a valid one and beside plainer clients, the time from a click to its
/// content, and memory after many visits and calls. It judges nothing, and takes about five minutes: leave the machine
/// alone meanwhile.
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
    /// what the page holds after many visits and calls
    Memory,
}

impl Bench {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        // As the person meant it, who may stand in another folder than the root.
        let json = self.json.map(std::path::absolute).transpose().context("The file's name is not understood.")?;
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
            .env("CHROMEDRIVER", &browser.driver)
            .env("EVERGREEN_ROUNDS", self.rounds.to_string());
        let only = self.only.and_then(|part| part.to_possible_value());
        set(&mut bench, "EVERGREEN_ONLY", only.map(|value| value.get_name().to_owned()));
        set(&mut bench, "EVERGREEN_JSON", json);
        process::run(&mut bench).await
    }
}

/// What was not asked for here shall not come from the person's own environment.
fn set(command: &mut tokio::process::Command, name: &str, value: Option<impl AsRef<std::ffi::OsStr>>) {
    match value {
        Some(value) => command.env(name, value),
        None => command.env_remove(name),
    };
}
