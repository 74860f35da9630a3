//! Finds the tools that the commands need, and installs those that are missing. The versions of most tools are fixed.

pub mod axe;
mod binstall;
pub mod browser;
mod cargo_tool;
mod download;
pub mod engine;
mod esbuild;
mod firefox;
mod lighthouse;
pub mod nginx;
pub mod npm;
mod packages;
mod place;
pub mod postgres;
mod prebuilt;
mod rust;
mod search;
pub mod splitter;
mod trunk;
mod trunk_cache;
mod version;
mod wasm_opt;
mod web_server;
mod webkit;

pub use browser::Browser;
pub use engine::Engine;
pub use lighthouse::Lighthouse;
pub use packages::Permission;
use splitter::Splitter;
pub use trunk::VERSION as TRUNK;
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

/// The version of oha. The load benchmark reads the report of this version.
const OHA: &str = "1.16.0";
/// The version of cargo-deny. deny.toml is written for this version.
const CARGO_DENY: &str = "0.20.2";

/// The version of mdBook. Its anchors are those that `tests/book/markdown.rs` computes.
pub const MDBOOK: &str = "0.5.4";

/// The tools of a build, and the search path with which they find each other.
#[derive(Clone, Debug)]
pub struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
    path: Vec<PathBuf>,
    wasm_opt: Option<WasmOpt>,
    esbuild: Option<PathBuf>,
    splitter: Option<Splitter>,
}

impl Tools {
    /// Finds or installs the tools that every build needs: the wasm target, Trunk, and wasm-bindgen in the version of
    /// Cargo.lock.
    ///
    /// # Errors
    /// If one of them cannot be installed.
    pub async fn for_builds() -> Result<Self> {
        rust::target().await?;
        let trunk = trunk::ensure().await?;
        let version = project::locked_version("wasm-bindgen")?;
        let wasm_bindgen = cargo_tool::ensure("wasm-bindgen-cli", "wasm-bindgen", &version, "two minutes").await?;
        let mut tools = Self {
            trunk,
            wasm_bindgen: wasm_bindgen.clone(),
            path: Vec::new(),
            wasm_opt: None,
            esbuild: None,
            splitter: None,
        };
        if search::first("wasm-bindgen").as_ref() != Some(&wasm_bindgen) {
            trunk_cache::offer(&wasm_bindgen, "wasm-bindgen", &version);
            tools.add(&wasm_bindgen);
        }
        Ok(tools)
    }

    /// Like [`for_builds`](Self::for_builds). Also installs the program that splits a release, and finds or installs
    /// the two tools that make releases smaller: wasm-opt and esbuild. A release can be built without these two tools.
    ///
    /// # Errors
    /// If a tool that every build needs cannot be installed, or if the program that splits a release cannot be
    /// installed.
    pub async fn for_releases() -> Result<Self> {
        let mut tools = Self::for_builds().await?;
        tools.splitter = Some(Splitter::install(&tools.wasm_bindgen)?);
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

    /// Adds the sources of the standard library to the toolchain, because a build of the smallest release needs them.
    /// Then does the same as [`for_releases`](Self::for_releases).
    ///
    /// # Errors
    /// If the sources cannot be added, or if [`for_releases`](Self::for_releases) fails.
    pub async fn for_smallest_releases() -> Result<Self> {
        rust::sources().await?;
        Self::for_releases().await
    }

    /// Returns where the build of a release takes wasm-opt from. Returns `None` if this value comes from
    /// [`for_builds`](Self::for_builds), because `for_builds` does not look for wasm-opt.
    pub fn wasm_opt(&self) -> Option<&WasmOpt> {
        self.wasm_opt.as_ref()
    }

    /// Returns the path of wasm-opt, if it is available.
    pub fn wasm_opt_program(&self) -> Option<PathBuf> {
        self.wasm_opt.as_ref().and_then(WasmOpt::program)
    }

    /// Returns the path of esbuild, if it is available.
    pub fn esbuild(&self) -> Option<&Path> {
        self.esbuild.as_deref()
    }

    /// Returns the name of a missing tool that would make a release smaller, or `None` if no such tool is missing.
    pub fn missing(&self) -> Option<&'static str> {
        match (&self.wasm_opt, &self.esbuild) {
            (Some(wasm_opt), Some(_)) if wasm_opt.is_here() => None,
            (Some(wasm_opt), None) if wasm_opt.is_here() => Some("esbuild"),
            _ => Some("wasm-opt"),
        }
    }

    /// Returns the minified content of a script or a style sheet; `None` if esbuild is missing or fails.
    pub async fn minified(&self, file: &Path) -> Option<String> {
        let mut esbuild = self.command(self.esbuild.as_ref()?);
        process::answer(esbuild.args(["--minify", "--format=esm", "--charset=utf8"]).arg(file)).await
    }

    /// Returns the path of Trunk.
    pub fn trunk_program(&self) -> &Path {
        &self.trunk
    }

    /// Returns the path of wasm-bindgen. Its test runner is in the same folder.
    pub fn wasm_bindgen_program(&self) -> &Path {
        &self.wasm_bindgen
    }

    /// Returns a command that runs Trunk in the project's root.
    pub fn trunk(&self) -> Command {
        let mut command = self.command(&self.trunk);
        command.env("TRUNK_BUILD_LOCKED", "true");
        // Trunk accepts only `true` and `false` in this variable, but a person may have set another value for other
        // programs.
        if env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        if let Some(version) = self.wasm_opt.as_ref().and_then(WasmOpt::download) {
            command.env("TRUNK_TOOLS_WASM_OPT", version);
        }
        command
    }

    /// Returns a command that runs Trunk for a release. Trunk then starts xtask in place of wasm-bindgen, and xtask
    /// splits the program.
    ///
    /// # Errors
    /// If these tools were not created with [`for_releases`](Self::for_releases).
    pub fn trunk_that_splits(&self) -> Result<Command> {
        let splitter = self.splitter.as_ref().context("The tools for a release were not set up.")?;
        let mut tools = self.clone();
        tools.path.insert(0, splitter.folder().to_path_buf());
        let mut trunk = tools.trunk();
        splitter.configure(&mut trunk);
        Ok(trunk)
    }

    /// Returns a command that runs a program in the project's root, with the tools on its search path.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = command(program);
        if let Some(path) = self.search_path() {
            command.env("PATH", path);
        }
        command
    }

    /// Returns a command that runs a subcommand of cargo in the project's root, with the tools on its search path. The
    /// free function [`cargo`] returns the same command without the tools.
    pub fn cargo(&self, subcommand: &str) -> Command {
        locked(self.command("cargo"), subcommand)
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

/// Returns a command that runs a program in the project's root.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(project::root());
    command
}

/// Returns a command that runs a subcommand of cargo in the project's root. Cargo uses the versions in Cargo.lock. If
/// Cargo.lock does not fit the Cargo.toml files, cargo fails.
///
/// A command that runs one native test program should name it with `--workspace --test NAME`. With `--package`, cargo
/// would compile many dependencies once more, because that package alone needs fewer of their features.
pub fn cargo(subcommand: &str) -> Command {
    locked(command("cargo"), subcommand)
}

fn locked(mut cargo: Command, subcommand: &str) -> Command {
    cargo.args([subcommand, "--locked"]);
    cargo
}

/// Adds the wasm target, rustfmt and clippy to the Rust toolchain if they are missing.
///
/// # Errors
/// If one of them cannot be added.
pub async fn ensure_toolchain() -> Result<()> {
    rust::target().await?;
    rust::checks().await
}

/// Finds or installs oha, which sends load. Returns its path. It is compiled with the highest optimization
/// level, so that it takes little time from the server that it measures.
///
/// # Errors
/// If it cannot be installed.
pub async fn oha() -> Result<PathBuf> {
    cargo_tool::ensure_with(&["--config=profile.release.opt-level=3"], "oha", "oha", OHA, "five minutes").await
}

/// Finds or installs cargo-deny, which checks the dependencies. Returns its path.
///
/// # Errors
/// If it cannot be installed.
pub async fn cargo_deny() -> Result<PathBuf> {
    cargo_tool::ensure("cargo-deny", "cargo-deny", CARGO_DENY, "five minutes").await
}

/// Finds or installs mdBook, which builds the book. Returns its path. It is compiled without the features that
/// watch and serve a book while somebody writes it. The project does not use them, and they need more packages.
///
/// # Errors
/// If it cannot be installed.
pub async fn mdbook() -> Result<PathBuf> {
    let features = ["--no-default-features", "--features", "search"];
    cargo_tool::ensure_with(&features, "mdbook", "mdbook", MDBOOK, "three minutes").await
}

/// Returns the version that a program prints. `None` if the program does not run, or prints no version.
async fn version(program: &Path) -> Option<String> {
    let text = process::answer(Command::new(program).arg("--version")).await?;
    version::parse(&text).map(str::to_owned)
}

/// Returns the folder in which cargo keeps its downloads and installed programs.
///
/// # Errors
/// If the home folder of the user is unknown.
pub fn cargo_home() -> Result<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty()).map(PathBuf::from);
    set.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("The cargo home is unknown: set the variable CARGO_HOME to a folder of your own.")
}
