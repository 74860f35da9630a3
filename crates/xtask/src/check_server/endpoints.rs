//! The paths, limits and roles that the check goes by: those of the app itself.

// The very file that an adopter changes for a server of their own.
#[path = "../../../../src/contract.rs"]
pub mod contract;

pub(super) use contract::{Role, limit, path};

/// The name of that file, as the findings give it.
pub(super) const FILE: &str = "src/contract.rs";
