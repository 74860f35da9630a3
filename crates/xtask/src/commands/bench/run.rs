//! What `cargo xtask bench` does.

use super::{Bench, Part};
use crate::{
    process, project,
    public_url::PublicUrl,
    release::Release,
    tools::{self, Browser, Tools},
};
use anyhow::{Context, Result};
use clap::ValueEnum;
use std::path::Path;
use tokio::process::Command;

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
