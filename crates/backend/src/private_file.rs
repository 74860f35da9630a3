//! Creates files that only their owner may read: the key, and the database with its password hashes.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// Creates a file that only its owner may read or write.
///
/// # Errors
/// `AlreadyExists` if the file exists; its permissions are not changed. Otherwise the error of the operating system.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
