//! The program behind `cargo xtask`: parses the arguments, runs the command, returns the exit code.

use clap::Parser;
use std::process::ExitCode;
use xtask::{commands::Arguments, stop};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let stopped = tokio::select! {
        result = arguments.run() => match result {
            Ok(code) => return code,
            Err(error) => {
                eprintln!("error: {error:#}");
                return ExitCode::FAILURE;
            }
        },
        // This drops the command, and with it every program that the command has started.
        stopped = stop::requested() => stopped,
    };
    match stopped {
        Ok(code) => {
            eprintln!("\nStopped.");
            ExitCode::from(code)
        }
        Err(error) => {
            eprintln!("error: signals cannot be received ({error}): end the command with `kill`.");
            ExitCode::FAILURE
        }
    }
}
