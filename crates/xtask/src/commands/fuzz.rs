//! `cargo xtask fuzz`: sends random bodies and cookies to the companion server.

use crate::{process, tools};
use anyhow::{Context, Result};

/// Send random bodies and cookies to the companion server
///
/// Each input is sent to three companion servers: one with its own behaviour, and two that imitate the two servers of a
/// well-known tutorial; and to three more that use PostgreSQL, if it is installed. The first input that gets a wrong
/// answer, causes a panic or reveals a secret is made as small as possible and printed. The same seed always gives the
/// same inputs. `cargo xtask test` tries 256 inputs of each kind.
#[derive(Clone, Debug, clap::Args)]
pub struct Fuzz {
    /// How many random inputs to send for each property
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// The seed of the random numbers; without this option each run has another seed
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Fuzz {
    /// Builds the tests and runs them with random inputs.
    ///
    /// # Errors
    /// If a test fails or cannot be built. The message contains the command that repeats the run.
    pub async fn run(self) -> Result<()> {
        let seed = match self.seed {
            Some(seed) => seed,
            None => getrandom::u32().context("The system gives no random bytes: choose a seed with --seed.")?.into(),
        };
        println!("Building the companion server's tests (the first time one or two minutes) …");
        let mut test = tools::cargo("test");
        test.args(["--quiet", "--package", "evergreen-backend", "--test", "fuzz", "--", "--nocapture"])
            .env("PROPTEST_CASES", self.cases.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string());
        process::run(&mut test)
            .await
            .with_context(|| format!("Repeat this run with `cargo xtask fuzz --cases {} --seed {seed}`.", self.cases))
    }
}
