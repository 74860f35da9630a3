//! `cargo xtask bench`: measures how fast the session and the companion server are, and how much memory the page uses.

use crate::{
    process, project,
    public_url::PublicUrl,
    release::Release,
    tools::{self, Browser, Permission, Tools},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Measure the release in Chromium against the companion server, after installing what is missing
///
/// In the browser, the command measures many calls at once: with an expired token, with a valid one, and with simpler
/// clients. It measures the time from a click to the content, the time from the address to a usable page, and the
/// memory after many visits and calls. Without a browser, it measures how many calls per second the companion server
/// answers, and compares this with a bare axum route. A bad result is not a failure. This takes about seven minutes,
/// during which the machine should do nothing else.
#[derive(Clone, Debug, clap::Args)]
pub struct Bench {
    /// How many times to repeat each measurement
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1000))]
    rounds: u32,
    /// Run only this measurement
    #[arg(long, value_name = "PART", value_enum)]
    only: Option<Part>,
    /// Also measure the release folder of another app, alternating with this app (only with the measurement `visit`)
    ///
    /// The app must show the texts of the boards, and a navigation with the links Home and User. If its page has no
    /// <meta name="api-base">, it must call the API at http://localhost:8080/api. As in the release of this app, the
    /// folder needs a 404.html for the addresses of the app's pages, and for a fair comparison a .br file beside each
    /// file.
    #[arg(long, value_name = "DIR")]
    beside: Option<PathBuf>,
    /// Also write the numbers as JSON into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    permission: Permission,
}

/// A measurement that `--only` can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// many calls at once, with an expired token and with a valid one
    Bursts,
    /// the time from a click to the content
    Click,
    /// the time from the address to a page that can be used
    Start,
    /// the memory of the page after many visits and calls
    Memory,
    /// what a visitor waits for and downloads, also on a slow phone
    Visit,
    /// refreshes and boards per second at the companion server, sent by oha
    Load,
}

impl Bench {
    /// Builds what the chosen measurements need, and runs them.
    ///
    /// # Errors
    /// If a tool cannot be installed, or if a build or a measurement fails.
    pub async fn run(self) -> Result<()> {
        // The path is made absolute. The person means a path relative to the current folder, but the programs below run
        // in the root folder.
        let json = self.json.as_deref().map(std::path::absolute);
        let json = json.transpose().context("The name of the file is not valid.")?;
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
        let browser = Browser::ensure(self.permission).await?;
        let dist = project::scratch("bench").join("dist");
        Release { out: dist.clone(), public_url: PublicUrl::default(), api_base: None, smallest: false }
            .build(&tools)
            .await?;
        println!("Building the measurements (the first time a few minutes) …");
        let mut bench = tools::cargo("bench");
        bench
            .args(["--quiet", "--package", "evergreen", "--bench", "session"])
            .env("EVERGREEN_DIST", dist)
            .env("CHROMIUM", &browser.program)
            .env("CHROMEDRIVER", &browser.driver);
        self.run_with(bench, json).await
    }

    async fn load(&self, json: Option<&Path>) -> Result<()> {
        let oha = tools::oha().await?;
        println!("Building the companion server and its load test (the first time a few minutes) …");
        let mut bench = tools::cargo("bench");
        bench.args(["--quiet", "--package", "evergreen-backend", "--bench", "load"]).env("OHA", oha);
        self.run_with(bench, json).await
    }

    async fn run_with(&self, mut bench: Command, json: Option<&Path>) -> Result<()> {
        let only = self.only.and_then(|part| part.to_possible_value());
        bench.env("EVERGREEN_ROUNDS", self.rounds.to_string());
        set(&mut bench, "EVERGREEN_ONLY", only.map(|value| value.get_name().to_owned()));
        set(&mut bench, "EVERGREEN_JSON", json);
        set(&mut bench, "EVERGREEN_BESIDE", self.beside.as_deref().map(std::path::absolute).transpose()?);
        process::run(&mut bench).await
    }
}

/// Sets an environment variable of the command. If there is no value, removes the variable, because the command would
/// otherwise inherit it from the person's environment.
fn set(command: &mut Command, name: &str, value: Option<impl AsRef<std::ffi::OsStr>>) {
    match value {
        Some(value) => command.env(name, value),
        None => command.env_remove(name),
    };
}
