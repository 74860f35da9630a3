//! The program behind `cargo xtask`: parses the arguments, runs the command, returns the exit code. A release build
//! also calls this program in place of wasm-bindgen.

use clap::Parser;
use std::process::ExitCode;
use xtask::{commands::Arguments, release, stop};

fn main() -> ExitCode {
    release::run_as_wasm_bindgen().unwrap_or_else(run)
}

#[tokio::main(flavor = "current_thread")]
async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let stopped = tokio::select! {
        result = arguments.run() => match result {
            Ok(code) => return code,
            Err(error) => {
                eprintln!("error: {error:#}");
                return ExitCode::FAILURE;
            }
        },
        // A signal asks this program to stop. The other branch is dropped, and the command with it. This ends each
        // program that the command has started as a `Running`.
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
