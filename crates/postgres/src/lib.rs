//! Starts a PostgreSQL of its own for the tests and measurements of the companion server. The programs of PostgreSQL
//! must be installed. A PostgreSQL that runs as a service of the system is neither used nor changed.
//!
//! This code is a package of its own, because a test program may include a file of the tests as several modules. A
//! `static` in such a file would exist several times, but all tests of a program must share one PostgreSQL.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cluster;
mod programs;

pub use cluster::Cluster;
pub use programs::Missing;

use std::io::Write;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Returns the folder with the programs of PostgreSQL.
///
/// # Errors
/// [`Missing`] if the programs are not installed, or if this program runs as root and the user `postgres` does not
/// exist.
pub fn find() -> Result<PathBuf, Missing> {
    programs::Programs::find(cluster::is_root()).map(|programs| programs.path(""))
}

/// Returns the PostgreSQL that all tests of this program share. It starts with the first call, and stops when the
/// program ends. Returns `None` if PostgreSQL cannot be used ([`Missing`]) and the environment variable `CI` is not
/// set. The reason is then written once to the standard error stream, even if the output of tests is captured.
///
/// # Panics
/// - If PostgreSQL can be used, but does not start.
/// - If PostgreSQL cannot be used, and `CI` is set.
pub fn shared() -> Option<&'static Cluster> {
    static SHARED: LazyLock<Option<Cluster>> = LazyLock::new(|| match Cluster::start() {
        Ok(cluster) => Some(cluster),
        Err(missing) => {
            assert!(std::env::var_os("CI").is_none(), "{missing}");
            let _ = writeln!(std::io::stderr(), "Not tested with PostgreSQL: {missing}");
            None
        }
    });
    SHARED.as_ref()
}
