//! The tools that the commands need: which versions, where they are, and how they get here.
//! It must not know what is built or tested with them.

pub mod axe;
pub mod browser;
mod cargo_tool;
pub mod engine;
mod esbuild;
mod firefox;
mod lighthouse;
pub mod npm;
mod packages;
mod rust;
mod search;
mod trunk_cache;
mod version;
mod wasm_opt;
mod web_server;
mod webkit;

pub use browser::Browser;
pub use engine::Engine;
pub use lighthouse::Lighthouse;
pub use wasm_opt::WasmOpt;
pub use web_server::WebServer;

use crate::{process, project};
use anyhow::{Context, Result};
use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// The version of Trunk that the project is built with.
const TRUNK: &str = "0.21.14";
/// The version of oha whose report the load bench reads.
const OHA: &str = "1.16.0";
/// The version of cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "0.20.2";

/// Trunk and the wasm-bindgen command, found or installed, and the path on which they find each other.
#[derive(Clone, Debug)]
pub struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    path: Vec<PathBuf>,
    wasm_opt: Option<WasmOpt>,
    esbuild: Option<PathBuf>,
}

impl Tools {
    /// What every build needs: the wasm target, Trunk, and the wasm-bindgen command of the lock file.
    pub async fn for_builds() -> Result<Self> {
        rust::target().await?;
        let trunk = cargo_tool::ensure("trunk", "trunk", TRUNK, "five minutes").await?;
        let version = project::locked_version("wasm-bindgen")?;
        let wasm_bindgen = cargo_tool::ensure("wasm-bindgen-cli", "wasm-bindgen", &version, "two minutes").await?;
        let mut tools =
            Self { trunk, wasm_bindgen: wasm_bindgen.clone(), path: Vec::new(), wasm_opt: None, esbuild: None };
        if search::first("wasm-bindgen").as_ref() != Some(&wasm_bindgen) {
            trunk_cache::offer(&wasm_bindgen, "wasm-bindgen", &version);
            tools.add(&wasm_bindgen);
        }
        Ok(tools)
    }

    /// The same, and what makes releases smaller, where it can be had: wasm-opt and esbuild.
    pub async fn for_releases() -> Result<Self> {
        let mut tools = Self::for_builds().await?;
        let wasm_opt = wasm_opt::ensure().await;
        if let WasmOpt::At(program) = &wasm_opt
            && search::first("wasm-opt").as_ref() != Some(program)
        {
            tools.add(program);
        }
        tools.wasm_opt = Some(wasm_opt);
        tools.esbuild = esbuild::ensure().await;
        Ok(tools)
    }

    /// How releases are to be made smaller; none unless the tools are [`for_releases`](Self::for_releases).
    pub fn wasm_opt(&self) -> Option<&WasmOpt> {
        self.wasm_opt.as_ref()
    }

    /// What makes scripts and sheets smaller.
    pub fn esbuild(&self) -> Option<&Path> {
        self.esbuild.as_deref()
    }

    /// What a release as small as it should be lacks here.
    pub fn lacking(&self) -> Option<&'static str> {
        match (&self.wasm_opt, &self.esbuild) {
            (Some(wasm_opt), Some(_)) if wasm_opt.is_here() => None,
            (Some(wasm_opt), None) if wasm_opt.is_here() => Some("esbuild"),
            _ => Some("wasm-opt"),
        }
    }

    /// A script or a sheet without what only people read; none where it can't be made smaller.
    pub async fn minified(&self, file: &Path) -> Option<String> {
        let mut esbuild = self.command(self.esbuild.as_ref()?);
        process::answer(esbuild.args(["--minify", "--format=esm", "--charset=utf8"]).arg(file)).await
    }

    /// Where Trunk is.
    pub fn trunk_program(&self) -> &Path {
        &self.trunk
    }

    /// Where the wasm-bindgen command is; its test runner is beside it.
    pub fn wasm_bindgen_program(&self) -> &Path {
        &self.wasm_bindgen
    }

    /// Trunk, in the project's root.
    pub fn trunk(&self) -> Command {
        let mut command = self.command(&self.trunk);
        // Trunk takes only `true` and `false` for what others set to `1`.
        if env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        if let Some(version) = self.wasm_opt.as_ref().and_then(WasmOpt::download) {
            command.env("TRUNK_TOOLS_WASM_OPT", version);
        }
        command
    }

    /// Any program, in the project's root, that finds the tools.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = command(program);
        if let Some(path) = self.search_path() {
            command.env("PATH", path);
        }
        command
    }

    fn add(&mut self, program: &Path) {
        if let Some(dir) = program.parent() {
            self.path.insert(0, dir.to_path_buf());
        }
    }

    fn search_path(&self) -> Option<OsString> {
        env::join_paths(self.path.iter().cloned().chain(search::dirs())).ok()
    }
}

/// Any program, in the project's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    command
}

/// What the Rust toolchain itself must have: the wasm target, the formatter and the linter.
pub async fn ensure_toolchain() -> Result<()> {
    rust::target().await?;
    rust::checks().await
}

/// oha, which sends load.
pub async fn oha() -> Result<PathBuf> {
    cargo_tool::ensure("oha", "oha", OHA, "five minutes").await
}

/// cargo-deny, which looks at the dependencies.
pub async fn cargo_deny() -> Result<PathBuf> {
    cargo_tool::ensure("cargo-deny", "cargo-deny", CARGO_DENY, "five minutes").await
}

async fn version(program: &Path) -> Option<String> {
    let text = process::answer(Command::new(program).arg("--version")).await?;
    version::parse(&text).map(str::to_owned)
}

/// Where cargo keeps what it downloads and installs.
pub fn cargo_home() -> Result<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    set.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("The cargo home is unknown: set the variable CARGO_HOME to a folder of yours.")
}
