//! Carries out the steps of a test run, and keeps what later steps need: tools and browsers.

use super::{Step, book, hosts, minimal, native, summary::Outcome, template, web};
use crate::{
    audit::Performance,
    commands::audit,
    deny, process, project,
    public_url::PublicUrl,
    release::Release,
    size::{Budget, Sizes},
    tabs::{Tallies, Tests},
    tools::{self, Browser, Engine, Permission, Tools, engine::Programs, npm},
};
use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use std::{path::PathBuf, time::Instant};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// The tools and browsers that earlier steps have found or installed.
#[derive(Debug)]
pub struct Runner {
    permission: Permission,
    tools: Option<Tools>,
    browser: Option<Browser>,
    engines: Vec<(Engine, Programs)>,
}

impl Runner {
    /// Creates a runner that has found no tools yet.
    pub fn new(permission: Permission) -> Self {
        Self { permission, tools: None, browser: None, engines: Vec::new() }
    }

    /// Carries out one step. Returns whether it passed or was left out.
    ///
    /// # Errors
    /// If the step fails.
    pub async fn run(&mut self, step: Step) -> Result<Outcome> {
        let mut note = String::new();
        match step {
            Step::Toolchain => tools::ensure_toolchain().await?,
            Step::Tools => self.tools = Some(Tools::for_releases().await?),
            Step::Browser => self.browser = Some(Browser::ensure(self.permission).await?),
            Step::Engines => self.engines().await?,
            Step::Format => process::run(tools::command("cargo").args(["fmt", "--all", "--check"])).await?,
            Step::Lint => {
                clippy(&["--workspace", "--all-targets", "--", "-D", "warnings"]).await?;
                // `--all-targets` leaves out the tests that cargo runs only by name, so the next call checks these.
                let named = ["e2e", "gallery", "hosting", "minimal", "tabs"].map(|name| ["--test", name]);
                clippy(&[["--workspace"].as_slice(), named.as_flattened(), &["--", "-D", "warnings"]].concat()).await?;
            }
            Step::LintWasm => {
                let app = ["--package", "evergreen", WASM[0], WASM[1]];
                clippy(&[app.as_slice(), &["--all-targets", "--", "-D", "warnings"]].concat()).await?;
                // The app is also checked without its optional feature, the timeline.
                let without = ["--no-default-features", "--lib", "--bins", "--", "-D", "warnings"];
                clippy(&[app.as_slice(), &without].concat()).await?;
                clippy(&["--package", "minimal", WASM[0], WASM[1], "--", "-D", "warnings"]).await?;
            }
            Step::Docs => {
                let mut doc = tools::cargo("doc");
                doc.args(["--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-Dwarnings");
                process::run(&mut doc).await?;
            }
            Step::Book => note = book::run(self.permission).await?,
            Step::Deny => note = deny::check().await?,
            Step::Native => note = native::run(self.permission).await?,
            Step::Hosts => return hosts::run(self.permission).await,
            Step::Web => self.web().await?,
            Step::Minimal => minimal::run(self.tools()?, self.browser()?).await?,
            Step::Template => template::run(self.tools()?, self.browser()?).await?,
            Step::Release => self.release().await?,
            Step::Size => note = self.size()?,
            Step::E2e => note = self.e2e().await?,
            Step::Audit => return self.audit().await,
            Step::Tabs => note = self.tabs().await?,
        }
        Ok(Outcome::Passed { note })
    }

    async fn engines(&mut self) -> Result<()> {
        for engine in [Engine::Firefox, Engine::Webkit] {
            if engine.absent().is_none() {
                self.engines.push((engine, engine.ensure(self.permission).await?));
            }
        }
        Ok(())
    }

    async fn tabs(&self) -> Result<String> {
        let chromium = (Engine::Chromium, self.browser()?.programs());
        let mut tallies = Tallies::default();
        for (engine, programs) in std::iter::once(&chromium).chain(&self.engines) {
            println!("--- {}", engine.name());
            let started = Instant::now();
            let tests = Tests { engine: *engine, programs, dist: &dist(), filter: "" };
            let result = tests.run().await;
            if let Err(error) = &result {
                eprintln!("error: {error:#}");
            }
            tallies.ran(*engine, 1, result.is_ok(), started.elapsed());
        }
        for engine in Engine::value_variants() {
            if let Some(reason) = engine.absent() {
                tallies.absent(*engine, reason);
            }
        }
        println!("{tallies}");
        ensure!(tallies.failures() == 0, "Tests with many tabs failed in {} engines.", tallies.failures());
        Ok(tallies.note())
    }

    async fn web(&self) -> Result<()> {
        let tools = self.tools()?;
        let mut test = tools.cargo("test");
        test.args(["--package", "evergreen", WASM[0], WASM[1], "--test", "web"]);
        web::run(tools.trunk(), test, &project::root().join("dist"), self.browser()?).await
    }

    async fn release(&self) -> Result<()> {
        for (out, path) in [(dist(), "/"), (dist_app(), "/app/")] {
            let public_url: PublicUrl = path.parse()?;
            Release { out, public_url, api_base: None, smallest: false }.build(self.tools()?).await?;
        }
        Ok(())
    }

    fn size(&self) -> Result<String> {
        let budget = Budget::read()?;
        let sizes = Sizes::of(&dist(), &budget)?;
        println!("{sizes}");
        let verdict = budget.verdict(&sizes);
        if let Some(tool) = self.tools()?.missing() {
            let note = format!("{verdict}; not checked: a release without {tool} is larger (npm installs it)");
            println!("{note}");
            return Ok(note);
        }
        budget.check(&sizes)?;
        Ok(verdict)
    }

    /// Runs the end-to-end tests. Returns a note that says which web servers are missing.
    async fn e2e(&self) -> Result<String> {
        let absent = super::web_servers::ensure(self.permission).await;
        let mut test = tools::cargo("test");
        test.args(["--workspace", "--test", "e2e"])
            .env("EVERGREEN_DIST", dist())
            .env("EVERGREEN_DIST_APP", dist_app())
            .envs(self.browser()?.programs());
        process::run(&mut test).await?;
        Ok(absent)
    }

    async fn audit(&self) -> Result<Outcome> {
        if let Some(reason) = npm::absent().await {
            println!("Not run: {reason}");
            return Ok(Outcome::LeftOut { reason });
        }
        let note = audit::check(self.browser()?, &dist(), Performance::Printed).await?;
        Ok(Outcome::Passed { note })
    }

    fn tools(&self) -> Result<&Tools> {
        self.tools.as_ref().context("The tools were not set up.")
    }

    fn browser(&self) -> Result<&Browser> {
        self.browser.as_ref().context("The browser was not set up.")
    }
}

fn dist() -> PathBuf {
    project::scratch("e2e").join("dist")
}

fn dist_app() -> PathBuf {
    project::scratch("e2e").join("dist-app")
}

async fn clippy(arguments: &[&str]) -> Result<()> {
    process::run(tools::cargo("clippy").args(arguments)).await
}
