//! `cargo xtask setup`: everything that the other commands need, installed beforehand.
//! It must not know how anything is installed.

use crate::tools::{self, Browser, Tools, WasmOpt};
use anyhow::{Result, bail};

/// Install what is missing for all commands, and nothing else
///
/// The wasm target, rustfmt and clippy, Trunk, the wasm-bindgen command that Cargo.lock asks for, wasm-opt, and a browser
/// with its driver. Tools go into the cargo home, or into target/tools where another version is installed already.
#[derive(Clone, Debug, clap::Args)]
pub struct Setup {
    /// Leave out the browser and its driver, which only `test` needs
    #[arg(long)]
    no_browser: bool,
}

impl Setup {
    /// Does it.
    pub async fn run(self) -> Result<()> {
        let mut failures = Vec::new();
        failures.extend(tools::ensure_toolchain().await.err());
        match Tools::for_releases().await {
            Ok(tools) => println!("{tools}"),
            Err(error) => failures.push(error),
        }
        if !self.no_browser {
            match Browser::ensure().await {
                Ok(browser) => println!("{browser}"),
                Err(error) => failures.push(error),
            }
        }
        let Some(last) = failures.pop() else {
            println!("Everything is here.");
            return Ok(());
        };
        // What one failure hides, another start would have to show.
        for failure in failures {
            eprintln!("error: {failure:#}");
        }
        bail!(last)
    }
}

impl std::fmt::Display for Tools {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "  trunk         {}", self.trunk_program().display())?;
        writeln!(formatter, "  wasm-bindgen  {}", self.wasm_bindgen_program().display())?;
        match self.wasm_opt() {
            Some(WasmOpt::At(program)) => {
                write!(formatter, "  wasm-opt      {}", program.display())
            }
            _ => write!(formatter, "  wasm-opt      none; Trunk will try to download it for a release"),
        }
    }
}

impl std::fmt::Display for Browser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "  browser       {}", self.program.display())?;
        write!(formatter, "  driver        {}", self.driver.display())
    }
}
