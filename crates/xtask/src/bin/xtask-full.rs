//! The program with all commands. `cargo xtask` starts it for the commands that need many dependencies.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::program::main()
}
