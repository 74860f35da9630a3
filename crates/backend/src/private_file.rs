//! Creates files that only their owner may read (on Unix): the key file, and the database with its password hashes.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// Creates an empty file. On Unix only its owner may read or write it; other systems use their default permissions.
///
/// # Errors
/// `AlreadyExists` if the file exists; the permissions of that file are not changed. Otherwise the error of the
/// operating system.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
