//! `cargo xtask tabs`: runs the tests with many real tabs in each browser engine.

use crate::{
    project,
    public_url::PublicUrl,
    release::Release,
    tabs::{Tallies, Tests},
    tools::{Engine, Permission, Tools},
};
use anyhow::{Result, bail};
use clap::ValueEnum;
use std::time::Instant;

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
