//! Downloads an archive with curl, checks its hash, and unpacks it with tar. Linux, macOS and Windows include both
//! programs. The project's commands need no TLS library for downloads, because curl contains one.

use super::{command, search};
use crate::process;
use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::{fs, path::Path, time::Duration};

/// The longest time that curl may need to connect to a server. Some networks never answer an attempt to connect, and
/// never refuse it.
pub const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// The least speed of a download, in bytes per second. A download fails if it is slower than this for the whole
/// [`STALL_LIMIT`].
const LEAST_SPEED: u32 = 10_000;
const STALL_LIMIT: Duration = Duration::from_secs(20);

/// Downloads the archive at `url` and unpacks it into `folder`. `sha256` is the expected SHA-256 hash of the archive,
/// in hexadecimal digits.
///
/// # Errors
/// If the archive cannot be downloaded, has another hash, or cannot be unpacked.
pub async fn unpack(url: &str, sha256: &str, folder: &Path) -> Result<()> {
    let curl = search::first("curl").context("There is no curl.")?;
    let archive = folder.join("archive");
    // If the address begins with `https:`, curl refuses a redirect to an address without https.
    let protocol = if url.starts_with("https:") { "=https" } else { "=http,https" };
    let mut get = command(curl);
    get.args(["--fail", "--location", "--progress-bar", "--proto", protocol, "--proto-redir", protocol])
        .args(["--connect-timeout", &CONNECT_LIMIT.as_secs().to_string()])
        .args(["--speed-limit", &LEAST_SPEED.to_string(), "--speed-time", &STALL_LIMIT.as_secs().to_string()])
        .arg("--output")
        .arg(&archive)
        .arg(url);
    process::run(&mut get).await.with_context(|| format!("{url} could not be downloaded."))?;
    let content = fs::read(&archive).context("The download cannot be read.")?;
    let hash = hash_of(&content);
    ensure!(hash.eq_ignore_ascii_case(sha256), "{url} has another hash ({hash}) than crates/xtask/prebuilt.toml says.");
    let mut tar = command("tar");
    process::run(tar.arg("-xf").arg(&archive).arg("-C").arg(folder))
        .await
        .with_context(|| format!("{url} could not be unpacked."))
}

/// Returns the SHA-256 hash of a content in hexadecimal digits.
pub fn hash_of(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_the_one_that_sha256sum_prints() {
        // This value is the output of: echo -n abc | sha256sum
        assert_eq!(super::hash_of(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
