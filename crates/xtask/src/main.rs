//! Where the commands begin and end: arguments in, an exit code out.
//! It must not know what any command does.

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
        // The command is dropped here, and with it every program that it has started.
        stopped = stop::requested() => stopped,
    };
    match stopped {
        Ok(code) => {
            eprintln!("\nStopped.");
            ExitCode::from(code)
        }
        Err(error) => {
            eprintln!("error: Ctrl-C cannot be heard here ({error}): end the command with `kill`.");
            ExitCode::FAILURE
        }
    }
}
