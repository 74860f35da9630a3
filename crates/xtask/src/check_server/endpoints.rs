//! The paths, limits and roles of the app, which the check uses.

// The file that a developer changes for their own server.
#[path = "../../../../src/contract.rs"]
pub mod contract;

pub(super) use contract::{Role, limit, path};

/// The name of that file for the findings.
pub(super) const FILE: &str = "src/contract.rs";
