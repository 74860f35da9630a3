//! What both programs of this package do: parse the arguments, run the command, return the exit code. During a release
//! build, Trunk also calls the full program, as if it were wasm-bindgen.

#[cfg(feature = "full")]
use crate::release;
use crate::{commands::Arguments, stop};
use clap::Parser;
use std::process::ExitCode;

/// Runs the command that the arguments of this process name. Returns the exit code.
pub fn main() -> ExitCode {
    #[cfg(feature = "full")]
    if let Some(code) = release::run_as_wasm_bindgen() {
        return code;
    }
    run()
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
        // A signal asks this program to stop. Then `select!` drops the future of the command, together with each
        // `Running` that the command holds. Dropping a `Running` ends the program that the command has started.
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
