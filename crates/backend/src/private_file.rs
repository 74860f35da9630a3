//! Files that only their owner may read: keys, and the database with its password hashes.
//! It must not know what is written into them.

use std::fs::{File, OpenOptions};
use std::path::Path;

/// A new file that only its owner may read or write.
///
/// # Errors
/// `AlreadyExists` if there is one, whose permissions are then its owner's choice; otherwise what the system says.
pub(crate) fn create(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
