//! Reports what a test leaves out because a program is missing.

use std::{env, io::Write};

/// Says on the standard error stream what was not tested, even if the output of tests is captured. `reason` says what
/// is missing.
///
/// # Panics
/// If the environment variable `CI` is set. A build server must test everything.
pub fn not_tested(what: &str, reason: &str) {
    assert!(env::var_os("CI").is_none(), "{what} could not be tested: {reason}");
    let _ = writeln!(std::io::stderr(), "Not tested: {what}. {reason}");
}
