//! The program behind `cargo xtask` does not contain all commands. If a person calls a command that it lacks, this
//! module compiles and starts the full program, which contains all commands.

use crate::tools;
use anyhow::{Context, Result};
use std::{env, path::PathBuf, process::ExitCode};

/// Runs the full program with the arguments of this process. On Unix, cargo replaces this process, and then the full
/// program replaces cargo. So Ctrl-C and other signals reach the full program directly.
///
/// # Errors
/// If the path of this program is unknown, or if cargo cannot be started.
pub async fn run() -> Result<ExitCode> {
    if !full_program()?.is_file() {
        // The output of the command must not contain this line, because another program may read it.
        eprintln!("Compiling the program with all commands (the first time about two minutes) …");
    }
    let mut cargo = tools::cargo("run");
    cargo.args(["--package", "xtask", "--bin", "xtask-full", "--"]).args(env::args_os().skip(1));
    // `tools::cargo` starts cargo in the project's folder. This is changed here: cargo starts in the folder in which
    // the person called the command, because the arguments may contain paths that are relative to that folder.
    cargo.current_dir(env::current_dir().context("The current folder is unknown.")?);
    started(cargo).await
}

/// Returns the path of the full program. The file may not exist yet. It is in the folder of this program, because cargo
/// builds both with the same profile into one folder.
fn full_program() -> Result<PathBuf> {
    let own = env::current_exe().context("The path of this program is unknown.")?;
    Ok(own.with_file_name("xtask-full").with_extension(env::consts::EXE_EXTENSION))
}

#[cfg(unix)]
async fn started(mut cargo: tokio::process::Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(cargo.as_std_mut().exec()).context("cargo could not be started.")
}

#[cfg(not(unix))]
async fn started(mut cargo: tokio::process::Command) -> Result<ExitCode> {
    let status = cargo.status().await.context("cargo could not be started.")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}
