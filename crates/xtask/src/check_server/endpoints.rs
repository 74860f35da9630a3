//! The paths, limits and roles of the app. The app's own source files are compiled into this module, so that the check
//! always uses the same values as the app.

#[path = "../../../../src/form_limits.rs"]
pub mod limit;
#[path = "../../../../src/endpoints.rs"]
pub mod path;
#[path = "../../../../src/role.rs"]
mod role;

pub(super) use role::Role;

/// The name of the file with the paths. The texts of findings contain this name.
pub(super) const FILE: &str = "src/endpoints.rs";
