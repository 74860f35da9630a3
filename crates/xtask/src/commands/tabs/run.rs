//! What `cargo xtask tabs` does.

use super::Tabs;
use crate::{
    project,
    public_url::PublicUrl,
    release::Release,
    tabs::{Tallies, Tests},
    tools::{Engine, Tools},
};
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::time::Instant;

impl Tabs {
    /// Builds the release, runs the tests in each chosen engine, and prints a summary.
    ///
    /// # Errors
    /// If a tool cannot be installed, if a build fails, or if a test fails.
    pub async fn run(self) -> Result<()> {
        let mut tallies = Tallies::default();
        let mut engines = Vec::new();
        for engine in Engine::value_variants().iter().copied() {
            if !self.engine.is_empty() && !self.engine.contains(&engine) {
                continue;
            }
            match engine.absent() {
                Some(reason) => tallies.absent(engine, reason),
                None => engines.push((engine, engine.ensure(self.permission).await?)),
            }
        }
        let tools = Tools::for_releases().await?;
        let release = Release {
            out: project::scratch("tabs").join("dist"),
            public_url: PublicUrl::default(),
            api_base: None,
            smallest: false,
        };
        release.build(&tools).await?;
        let tests: Vec<Tests> = engines
            .iter()
            .map(|(engine, programs)| Tests { engine: *engine, programs, dist: &release.out, filter: &self.test })
            .collect();
        println!("Compiling the tests (the first time one or two minutes) …");
        for tests in &tests {
            tests.ensure_any().await?;
        }
        for run in 1..=self.runs {
            for tests in &tests {
                println!("\n=== {}: run {run} of {}", tests.engine.name(), self.runs);
                let started = Instant::now();
                let result = tests.run().await;
                if let Err(error) = &result {
                    eprintln!("error: {error:#}");
                }
                tallies.ran(tests.engine, run, result.is_ok(), started.elapsed());
            }
        }
        println!("\n{tallies}");
        match tallies.failures() {
            0 => Ok(()),
            1 => bail!("One run failed."),
            count => bail!("{count} runs failed."),
        }
    }
}
