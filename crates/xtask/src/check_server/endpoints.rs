//! The paths, limits and roles of the app, which the check uses. They are the app's own files, compiled here too.

#[path = "../../../../src/form_limits.rs"]
pub mod limit;
#[path = "../../../../src/endpoints.rs"]
pub mod path;
#[path = "../../../../src/role.rs"]
mod role;

pub(super) use role::Role;

/// The name of the file with the paths, for the findings.
pub(super) const FILE: &str = "src/endpoints.rs";
