//! Files that only their owner may read (on Unix): the key file, and the database with its password hashes.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;

/// Creates an empty file. On Unix only its owner may read or write it; other systems use their default permissions.
///
/// # Errors
/// `AlreadyExists` if the file exists; the permissions of that file are not changed. Otherwise the error of the
/// operating system.
pub(crate) fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The maximum number of symbolic links that are followed for one path. Linux has the same maximum.
const MAX_LINKS: usize = 40;

/// Creates an empty file with the permissions of [`create`]. If `path` is a symbolic link to a file that does not
/// exist, creates the file to which the link points.
///
/// # Errors
/// `AlreadyExists` if the file exists. The existing file is not opened. Otherwise the error of the operating system, or
/// an error that says that there are too many symbolic links.
pub(crate) fn create_through_links(path: &Path) -> Result<File> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match create(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => match fs::read_link(&path) {
                Ok(target) => path = path.with_file_name("").join(target),
                Err(_) => return Err(error),
            },
            created => return created,
        }
    }
    Err(Error::other("too many symbolic links"))
}

/// Creates a file with this content. If several processes do this at the same time, one of them succeeds. If the file
/// system has hard links, the file appears with its complete content, so no process reads an incomplete file.
///
/// # Errors
/// `AlreadyExists` if the file exists. Otherwise the error of the operating system.
pub(crate) fn create_whole(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(Error::other)?;
    name.push(format!(".{:016x}", u64::from_ne_bytes(random)));
    let draft = path.with_file_name(name);
    let mut file = create(&draft)?;
    let created = file.write_all(content).and_then(|()| file.sync_all()).map(|()| fs::hard_link(&draft, path));
    // If the draft cannot be removed, it stays beside the file, and only the owner can read it.
    drop(fs::remove_file(&draft));
    match created? {
        // The file system may have no hard links. Then the file is created and written directly.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => create(path)?.write_all(content),
        linked => linked,
    }
}

/// Why other users may read or replace a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposure {
    /// The file belongs to another user than the one who runs this process.
    Owner,
    /// The permissions of the file, like 0o640, give others access.
    Mode(u32),
}

/// Returns why other users may read or replace a file. Returns `None` if they may not. `metadata` are the metadata of
/// the file. This check exists only on Unix.
#[cfg(unix)]
pub(crate) fn exposure(metadata: &Metadata) -> Option<Exposure> {
    use std::os::unix::fs::MetadataExt;
    let mode = metadata.mode() & 0o777;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        Some(Exposure::Owner)
    } else if mode & 0o077 != 0 {
        Some(Exposure::Mode(mode))
    } else {
        None
    }
}

/// Returns `None`, because the permissions of other systems than Unix are not checked.
#[cfg(not(unix))]
pub(crate) fn exposure(_: &Metadata) -> Option<Exposure> {
    None
}
