//! Downloads and installs programs that their projects publish in compiled form, so that nobody has to compile them.
//! `crates/xtask/prebuilt.toml` names the archives and their hashes.

use super::{download, place::place};
use crate::project;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// An archive with a program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    program: String,
    /// Other programs of the archive that are installed too.
    #[serde(default)]
    with: Vec<String>,
    version: String,
    /// The system on which the program runs, such as `linux-x86_64`.
    system: String,
    url: String,
    /// The SHA-256 hash of the archive, in hexadecimal digits.
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    archive: Vec<Archive>,
}

/// Returns the archive with this version of a program for this system, or `None` if there is none.
///
/// # Errors
/// If the list of archives cannot be read.
pub fn find(program: &str, version: &str) -> Result<Option<Archive>> {
    let system = format!("{}-{}", env::consts::OS, env::consts::ARCH);
    let fits = |archive: &Archive| archive.program == program && archive.version == version && archive.system == system;
    Ok(list()?.into_iter().find(fits))
}

fn list() -> Result<Vec<Archive>> {
    let path = project::root().join("crates/xtask/prebuilt.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read.", path.display()))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{} is not valid.", path.display()))?;
    Ok(list.archive)
}

impl Archive {
    /// Downloads the archive, and installs `program` and the programs in `with` into `bin`. Returns the path of the
    /// installed `program`.
    ///
    /// # Errors
    /// If the archive cannot be downloaded, has another hash or lacks one of these programs. If `program` does not run
    /// or has another version. If a file cannot be written. Only in this last case, some of the programs may already be
    /// installed.
    pub async fn install(&self, bin: &Path) -> Result<PathBuf> {
        let folder = tempfile::tempdir().context("There is no room for temporary files.")?;
        download::unpack(&self.url, &self.sha256, folder.path()).await?;
        let mut found = Vec::new();
        for program in std::iter::once(&self.program).chain(&self.with) {
            let file = inside(folder.path(), &format!("{program}{}", env::consts::EXE_SUFFIX));
            found.push(file.with_context(|| format!("{} has no {program}.", self.url))?);
        }
        place(&found[0], &found[1..], &self.version, &self.url, bin).await
    }
}

/// Returns the path of the file with this name in a folder or in one of its direct subfolders.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let subfolders = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    std::iter::once(folder.to_path_buf()).chain(subfolders).map(|dir| dir.join(name)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::trunk;

    #[test]
    fn every_archive_has_the_version_of_the_project_and_comes_over_https() {
        let archives = list().expect("a list");
        let bindgen = project::locked_version("wasm-bindgen").expect("a version");
        for archive in &archives {
            let version = if archive.program == "trunk" { trunk::VERSION } else { bindgen.as_str() };
            assert_eq!(archive.version, version, "enter the hashes of the new version, or delete {}", archive.url);
            assert!(archive.url.starts_with("https://") && archive.url.contains(version), "{}", archive.url);
            let is_hash = archive.sha256.len() == 64 && archive.sha256.bytes().all(|digit| digit.is_ascii_hexdigit());
            assert!(is_hash, "{}", archive.sha256);
        }
        let mut hashes: Vec<_> = archives.iter().map(|archive| &archive.sha256).collect();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), archives.len(), "two archives have the same hash");
    }

    #[test]
    fn another_version_has_no_archive() {
        assert!(find("trunk", "0.0.1").expect("a list").is_none());
    }
}

#[cfg(all(test, unix))]
mod installation {
    use super::*;
    use crate::tools::version;
    use axum::{Router, routing::get};
    use std::{os::unix::fs::PermissionsExt, process::Command, time::Instant};

    /// Returns an archive with two programs, `tool` and `helper`, which print `output`. The programs are in a
    /// subfolder, because the archives of wasm-bindgen have such a subfolder.
    fn packed(output: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("tool-1.2.3");
        fs::create_dir(&dir).expect("a folder");
        for name in ["tool", "helper"] {
            fs::write(dir.join(name), format!("#!/bin/sh\necho {output}\n")).expect("written");
            fs::set_permissions(dir.join(name), fs::Permissions::from_mode(0o755)).expect("own file");
        }
        let archive = folder.path().join("archive.tar.gz");
        let tar = Command::new("tar").arg("-czf").arg(&archive).arg("-C").arg(folder.path()).arg("tool-1.2.3").status();
        assert!(tar.expect("tar").success());
        fs::read(archive).expect("the archive")
    }

    /// Serves the archive at `/tool.tar.gz`. Returns its address.
    async fn serve(archive: Vec<u8>) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("bound");
        let router = Router::new().route("/tool.tar.gz", get(async || archive));
        tokio::spawn(async { axum::serve(listener, router).await });
        format!("http://{address}/tool.tar.gz")
    }

    fn archive(url: &str, content: &[u8]) -> Archive {
        Archive {
            program: "tool".to_owned(),
            with: vec!["helper".to_owned()],
            version: "1.2.3".to_owned(),
            system: String::new(),
            url: url.to_owned(),
            sha256: download::hash_of(content),
        }
    }

    /// Tries to install the archive. Expects that this fails and that nothing is installed. Returns the text of the
    /// error.
    async fn refusal(archive: Archive) -> String {
        let bin = tempfile::tempdir().expect("a folder");
        let error = archive.install(bin.path()).await.expect_err("no installation");
        assert_eq!(fs::read_dir(bin.path()).expect("a folder").count(), 0, "something was installed");
        format!("{error:#}")
    }

    #[tokio::test]
    async fn the_programs_of_an_archive_with_the_right_hash_are_installed() {
        let content = packed("tool 1.2.3");
        let url = serve(content.clone()).await;
        let bin = tempfile::tempdir().expect("a folder");
        let program = archive(&url, &content).install(bin.path()).await.expect("installed");
        assert_eq!(program, bin.path().join("tool"));
        assert_eq!(version(&program).await.as_deref(), Some("1.2.3"));
        assert!(bin.path().join("helper").is_file());
    }

    #[tokio::test]
    async fn an_archive_with_another_hash_is_refused() {
        let url = serve(packed("tool 1.2.3")).await;
        let reason = refusal(archive(&url, b"another content")).await;
        assert!(reason.contains("another hash"), "{reason}");
    }

    #[tokio::test]
    async fn a_missing_archive_and_an_unreachable_host_are_reported_quickly() {
        let url = serve(Vec::new()).await;
        let reason = refusal(archive(&url.replace("tool.tar.gz", "other.tar.gz"), b"")).await;
        assert!(reason.contains("could not be downloaded"), "{reason}");
        let started = Instant::now();
        // No program listens at port 1, so the first connection is refused. The second address belongs to no machine
        // (RFC 5737), so the second connection gets no answer.
        for url in ["http://127.0.0.1:1/tool.tar.gz", "http://192.0.2.1/tool.tar.gz"] {
            let reason = refusal(archive(url, b"")).await;
            assert!(reason.contains("could not be downloaded"), "{reason}");
        }
        assert!(started.elapsed() < download::CONNECT_LIMIT * 3, "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn a_program_that_does_not_fit_is_refused() {
        for output in ["tool 1.2.4", "no version"] {
            let content = packed(output);
            let url = serve(content.clone()).await;
            let reason = refusal(archive(&url, &content)).await;
            assert!(reason.contains("does not run here"), "{reason}");
        }
    }
}
