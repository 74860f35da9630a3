//! `cargo xtask setup`: installs everything that the other commands need.

use crate::tools::{self, Engine, Lighthouse, Permission, Tools, WasmOpt, WebServer, axe, npm};
use anyhow::{Result, bail};
use clap::ValueEnum;

/// Install what is missing for all commands, and nothing else
///
/// This installs the wasm target, rustfmt and clippy, Trunk, the wasm-bindgen command that Cargo.lock asks for,
/// cargo-deny and mdBook. It installs Chromium, Firefox and WebKitGTK with their drivers. It installs wasm-opt,
/// esbuild, axe and Lighthouse if there is Node with npm, and nginx, Caddy and PostgreSQL if this is possible. Only
/// `bench` installs oha, because building oha takes minutes, and only `build --smallest` adds the sources of the
/// standard library.
///
/// Trunk and wasm-bindgen are downloaded from the releases of their projects (a few seconds), if
/// crates/xtask/prebuilt.toml has the hash of the archive for this version and system. A tool from crates.io without
/// such a hash is downloaded by cargo-binstall, if this program is here; no hash of this project checks that download.
/// Otherwise, or if github.com cannot be reached, cargo compiles the tool. On two processors, this takes five minutes
/// for Trunk and two for wasm-bindgen.
///
/// Tools are installed into the cargo home, or into target/tools if another version is installed already. Packages from
/// npm always go into target/tools. Browsers, web servers and PostgreSQL are packages of the system. On Linux, a
/// missing one is installed only by root, or with --install; otherwise the command for it is printed.
#[derive(Clone, Debug, clap::Args)]
pub struct Setup {
    /// Leave out the browsers, their drivers, axe and Lighthouse, which only tests, pictures and measurements need
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    permission: Permission,
}

impl Setup {
    /// Installs what is missing, and prints the path of each tool. After a failure, still installs the other tools.
    ///
    /// # Errors
    /// If a necessary tool cannot be installed.
    pub async fn run(self) -> Result<()> {
        let mut failures = Vec::new();
        failures.extend(tools::ensure_toolchain().await.err());
        match Tools::for_releases().await {
            Ok(tools) => println!("{tools}"),
            Err(error) => failures.push(error),
        }
        let engines = if self.no_browser { &[] } else { Engine::value_variants() };
        for engine in engines {
            match (engine.absent(), engine.ensure(self.permission)) {
                (Some(reason), _) => println!("  {:12}  none: {reason}", engine.name()),
                (None, found) => match found.await {
                    Ok(programs) => {
                        for (_, program) in programs {
                            println!("  {:12}  {}", engine.name(), program.display());
                        }
                    }
                    Err(error) => failures.push(error),
                },
            }
        }
        if !self.no_browser {
            failures.extend(audit_tools().await.err());
        }
        for server in WebServer::ALL {
            match server.ensure(self.permission).await {
                Ok(program) => println!("  {:12}  {}", server.name(), program.display()),
                Err(error) => println!("  {:12}  none: {error:#}", server.name()),
            }
        }
        match tools::postgres::ensure(self.permission).await {
            Ok(()) => println!("  PostgreSQL    found"),
            Err(error) => println!("  PostgreSQL    none: {error:#}"),
        }
        match tools::cargo_deny().await {
            Ok(program) => println!("  cargo-deny    {}", program.display()),
            Err(error) => failures.push(error),
        }
        match tools::mdbook().await {
            Ok(program) => println!("  mdBook        {}", program.display()),
            Err(error) => failures.push(error),
        }
        let Some(last) = failures.pop() else {
            println!("Everything is installed.");
            return Ok(());
        };
        // All failures are printed, so that the person learns about all of them in one run.
        for failure in failures {
            eprintln!("error: {failure:#}");
        }
        bail!(last)
    }
}

/// Installs axe and Lighthouse, the tools of `audit`, and prints their paths. If they cannot run here, prints the
/// reason.
async fn audit_tools() -> Result<()> {
    if let Some(reason) = npm::absent().await {
        println!("  axe, Lighthouse  none: {reason}");
        return Ok(());
    }
    println!("  axe           {}", axe::ensure().await?.display());
    println!("  lighthouse    {}", Lighthouse::ensure().await?.script().display());
    Ok(())
}

impl std::fmt::Display for Tools {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "  trunk         {}", self.trunk_program().display())?;
        writeln!(formatter, "  wasm-bindgen  {}", self.wasm_bindgen_program().display())?;
        match self.wasm_opt() {
            Some(WasmOpt::At(program)) => {
                writeln!(formatter, "  wasm-opt      {}", program.display())?;
            }
            _ => writeln!(formatter, "  wasm-opt      none; Trunk will try to download it for a release")?,
        }
        match self.esbuild() {
            Some(program) => write!(formatter, "  esbuild       {}", program.display()),
            None => write!(formatter, "  esbuild       none; a release is about 3 KB larger"),
        }
    }
}
