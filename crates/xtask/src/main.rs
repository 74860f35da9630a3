//! The program behind `cargo xtask`. It runs the commands that need few dependencies, and compiles and starts
//! `xtask-full` for the others.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::program::main()
}
