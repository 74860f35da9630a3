//! The commands of `cargo xtask`. Each module contains one command: its options, and the function that runs it.

pub mod audit;
pub mod bench;
pub mod build;
pub mod check_server;
pub mod fuzz;
pub mod mutants;
pub mod new;
pub mod preview;
pub mod release_options;
pub mod screenshots;
pub mod serve;
pub mod setup;
pub mod simulate;
pub mod tabs;
pub mod test;
pub mod write_api_base;

#[cfg(not(feature = "full"))]
use crate::full_program;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Evergreen's own commands, from the setup of a new machine to the release.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Test(test::Test),
    Bench(bench::Bench),
    Tabs(tabs::Tabs),
    Audit(audit::Audit),
    Screenshots(screenshots::Screenshots),
    Build(build::Build),
    Preview(preview::Preview),
    CheckServer(check_server::CheckServer),
    New(new::New),
    Setup(setup::Setup),
    Simulate(simulate::Simulate),
    Fuzz(fuzz::Fuzz),
    Mutants(mutants::Mutants),
    #[command(name = write_api_base::NAME, hide = true)]
    WriteApiBase(write_api_base::WriteApiBase),
}

impl Arguments {
    /// Runs the command that the arguments name, and returns the exit code.
    ///
    /// # Errors
    /// If the command fails. The exception is `check-server`, which prints its errors itself and returns an exit code.
    pub async fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Serve(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Test(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Build(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Preview(command) => command.run().await?,
            Command::New(command) => command.run().await?,
            Command::Setup(command) => command.run().await?,
            Command::Simulate(command) => command.run().await?,
            Command::Fuzz(command) => command.run().await?,
            Command::Mutants(command) => command.run().await?,
            Command::WriteApiBase(command) => command.run()?,
            #[cfg(feature = "full")]
            Command::CheckServer(command) => return Ok(command.run().await),
            #[cfg(feature = "full")]
            Command::Bench(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Tabs(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Audit(command) => command.run().await?,
            #[cfg(feature = "full")]
            Command::Screenshots(command) => command.run().await?,
            #[cfg(not(feature = "full"))]
            _ => return full_program::run().await,
        }
        Ok(ExitCode::SUCCESS)
    }
}
