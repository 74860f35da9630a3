//! `cargo xtask fuzz`: as many made-up bodies and cookies as one likes, for the companion server.
//! It must not know what is made up, nor what would be wrong with an answer.

use crate::{process, tools};
use anyhow::{Context, Result};

/// Send the companion server bodies and cookies made up by chance
///
/// To each of its three guises. The first that is answered wrongly, brings a panic or lets a secret out is made as small
/// as it goes and printed; the same seed always makes up the same. `cargo xtask test` tries 256 of each kind.
#[derive(Clone, Debug, clap::Args)]
pub struct Fuzz {
    /// How many to try of each kind
    #[arg(long, value_name = "N", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..))]
    cases: u32,
    /// What they are made up from; another at each run, unless given
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Fuzz {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        let seed = match self.seed {
            Some(seed) => seed,
            None => getrandom::u32().context("The system gives no random bytes: choose a seed with --seed.")?.into(),
        };
        println!("Building the companion server's tests (the first time one or two minutes) …");
        let mut test = tools::command("cargo");
        test.args(["test", "--quiet", "--package", "evergreen-backend", "--test", "fuzz", "--", "--nocapture"])
            .env("PROPTEST_CASES", self.cases.to_string())
            .env("PROPTEST_RNG_SEED", seed.to_string());
        process::run(&mut test).await.with_context(|| {
            format!("Try the same again with `cargo xtask fuzz --cases {} --seed {seed}`.", self.cases)
        })
    }
}
