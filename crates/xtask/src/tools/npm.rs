//! Finds and installs the tools from npm, in the project's build folder. Each set of tools has a folder in
//! `crates/xtask/npm/` with the exact versions and hashes of all its packages. No script of a package runs during the
//! installation.

use super::{command, search, version};
use crate::{process, project};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The oldest version of Node, major and minor, that runs all tools from npm. The number is from `engines` in
/// Lighthouse's package.json.
const LEAST_NODE: (u32, u32) = (18, 16);
/// The name of the lock file, which contains the versions and hashes of the packages of a set. An installation copies
/// this file into the build folder. The copy shows later which versions were installed there.
const LOCK: &str = "package-lock.json";

/// Tools from npm that are installed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// wasm-opt and esbuild, which make a release smaller.
    Release,
    /// axe and Lighthouse, which check the pages of the app.
    Audit,
    /// Express, for the server that the book shows.
    Book,
}

impl Set {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Audit => "audit",
            Self::Book => "book",
        }
    }

    /// Returns the folder that contains the package file and the lock file of the set. This folder belongs to the
    /// sources.
    fn source(self) -> PathBuf {
        project::root().join("crates/xtask/npm").join(self.name())
    }

    /// Returns the folder into which the set is installed.
    pub fn folder(self) -> PathBuf {
        project::scratch("tools").join("npm").join(self.name())
    }

    /// Returns the folder into which a package of the set is installed. Does not check whether the package is there.
    pub fn package(self, name: &str) -> PathBuf {
        self.folder().join("node_modules").join(name)
    }

    /// Returns the path of a program of the set, or `None` if the versions of the lock file are not installed.
    pub fn program(self, name: &str) -> Option<PathBuf> {
        let bin = self.folder().join("node_modules").join(".bin");
        search::within(&bin, name).filter(|_| is_installed(&self.source(), &self.folder()))
    }

    /// Installs the set, unless exactly the versions of the lock file are installed already.
    ///
    /// # Errors
    /// If npm is missing or fails, for example because a package has another hash than the lock file says.
    pub async fn ensure(self) -> Result<()> {
        let (source, folder) = (self.source(), self.folder());
        if !is_installed(&source, &folder) {
            println!("Installing the tools of crates/xtask/npm/{} with npm (a few seconds) …", self.name());
            install(&source, &folder).await?;
        }
        Ok(())
    }
}

/// Returns true if the versions of the lock file in `source` are installed in `folder`.
fn is_installed(source: &Path, folder: &Path) -> bool {
    // npm removes this file when an installation begins, and writes it when the installation is complete. So the file
    // is missing after an installation that was interrupted.
    let complete = folder.join("node_modules/.package-lock.json").is_file();
    complete
        && fs::read(source.join(LOCK)).ok().is_some_and(|lock| fs::read(folder.join(LOCK)).is_ok_and(|own| own == lock))
}

async fn install(source: &Path, folder: &Path) -> Result<()> {
    let npm = search::first("npm").context("There is no npm.")?;
    let unwritable = || format!("{} could not be written.", folder.display());
    fs::create_dir_all(folder).with_context(unwritable)?;
    for file in ["package.json", LOCK] {
        fs::copy(source.join(file), folder.join(file)).with_context(unwritable)?;
    }
    let mut ci = command(npm);
    // `npm ci` installs exactly the packages of the lock file. It refuses a package whose hash differs from the hash in
    // the lock file.
    ci.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(folder);
    process::run(&mut ci).await?;
    ensure!(is_installed(source, folder), "npm has not installed the packages into {}: start again.", folder.display());
    Ok(())
}

/// Returns whether npm is installed.
pub fn present() -> bool {
    search::first("npm").is_some()
}

/// Returns a text that says why tools from npm cannot run here, and what the remedy is. Returns `None` if they can run.
pub async fn absent() -> Option<String> {
    let node = search::first("node").filter(|_| present());
    let version = match node {
        Some(node) => process::answer(command(node).arg("--version")).await,
        None => None,
    };
    let remedy = "install it (https://nodejs.org, or the system's packages nodejs and npm)";
    let version = version.as_deref().map(str::trim);
    let (major, minor) = LEAST_NODE;
    match version {
        None => Some(format!("there is no Node with npm: {remedy}")),
        Some(version) if !version::is_at_least(version, LEAST_NODE) => {
            Some(format!("Node is too old ({version}): {major}.{minor} or newer is needed; {remedy}"))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn json(set: Set, file: &str) -> Value {
        let text = fs::read_to_string(set.source().join(file)).expect("a file of the set");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn every_package_has_one_version_and_a_hash() {
        for set in [Set::Release, Set::Audit, Set::Book] {
            let lock = json(set, LOCK);
            let packages = lock["packages"].as_object().expect("the packages");
            assert_eq!(packages[""]["dependencies"], json(set, "package.json")["dependencies"], "{set:?}");
            for (name, version) in json(set, "package.json")["dependencies"].as_object().expect("dependencies") {
                assert_eq!(&packages[&format!("node_modules/{name}")]["version"], version, "{name} has one version");
            }
            for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
                assert!(package["integrity"].as_str().is_some_and(|hash| hash.starts_with("sha512-")), "{path}");
            }
        }
    }

    #[test]
    fn an_interrupted_or_older_installation_does_not_count() {
        let root = tempfile::tempdir().expect("a folder");
        let (source, folder) = (root.path().join("source"), root.path().join("folder"));
        for dir in [&source, &folder.join("node_modules")] {
            fs::create_dir_all(dir).expect("a folder");
        }
        fs::write(source.join(LOCK), "new").expect("written");
        fs::write(folder.join(LOCK), "new").expect("written");
        assert!(!is_installed(&source, &folder), "npm has not finished");
        fs::write(folder.join("node_modules/.package-lock.json"), "").expect("written");
        assert!(is_installed(&source, &folder));
        fs::write(source.join(LOCK), "newer").expect("written");
        assert!(!is_installed(&source, &folder), "the versions have changed");
    }

    #[tokio::test]
    async fn a_package_with_another_hash_is_refused_and_no_script_runs() {
        if !present() {
            println!("Not tested: there is no npm.");
            return;
        }
        let root = tempfile::tempdir().expect("a folder");
        let ran = root.path().join("ran");
        let tarball = pack(root.path(), &ran);
        let hash = integrity(&fs::read(&tarball).expect("the package"));
        let folder = root.path().join("installed");
        install(&set(root.path(), &tarball, &hash), &folder).await.expect("the right hash");
        assert!(folder.join("node_modules/tool/package.json").is_file());
        assert!(!ran.exists(), "the script of a package has run");
        let wrong = integrity(b"another content");
        let error = install(&set(root.path(), &tarball, &wrong), &root.path().join("other")).await;
        assert!(error.is_err(), "a wrong hash was accepted");
    }

    /// Writes a package whose installation script would create the file `ran`. Returns the path of its archive.
    fn pack(root: &Path, ran: &Path) -> PathBuf {
        let package = root.join("package");
        fs::create_dir_all(&package).expect("a folder");
        let script = format!("touch {}", ran.display());
        let about = serde_json::json!({ "name": "tool", "version": "1.0.0", "scripts": { "postinstall": script } });
        fs::write(package.join("package.json"), about.to_string()).expect("written");
        let archive = root.join("tool.tgz");
        let mut tar = std::process::Command::new("tar");
        let packed = tar.arg("-czf").arg(&archive).arg("-C").arg(root).arg("package").status();
        assert!(packed.expect("tar").success());
        archive
    }

    fn integrity(content: &[u8]) -> String {
        use base64::{Engine, engine::general_purpose::STANDARD};
        use sha2::Digest;
        format!("sha512-{}", STANDARD.encode(sha2::Sha512::digest(content)))
    }

    /// Writes a `package.json` that requires the package in `archive`, and a lock file that says that the archive has
    /// the hash `hash`. Returns the folder of these two files.
    fn set(root: &Path, archive: &Path, hash: &str) -> PathBuf {
        let source = root.join("source");
        fs::create_dir_all(&source).expect("a folder");
        let from = format!("file:{}", archive.display());
        let own = serde_json::json!({ "name": "set", "dependencies": { "tool": from } });
        let lock = serde_json::json!({ "name": "set", "lockfileVersion": 3, "requires": true, "packages": {
            "": own,
            "node_modules/tool": { "version": "1.0.0", "resolved": from, "integrity": hash, "hasInstallScript": true },
        } });
        fs::write(source.join("package.json"), own.to_string()).expect("written");
        fs::write(source.join(LOCK), lock.to_string()).expect("written");
        source
    }
}
