//! The paths, limits and roles that the check uses. Two source files of the app are compiled into this module, so that
//! the check uses the same limits and paths as the app. Only two things are repeated below: the roles, and the paths of
//! the two boards (pages with a text from the server) that need a role.

#[path = "../../../../src/form_limits.rs"]
pub mod limit;
#[path = "../../../../src/endpoints.rs"]
#[allow(dead_code, reason = "not all paths of the app are checked, and an app may have deleted these")]
pub mod path;

/// The name of the source file that contains the app's paths. In the text of a finding, this name replaces `{file}`.
pub(super) const FILE: &str = "src/endpoints.rs";

/// The optional parts of the contract, each as a name and a path. A server lists the names of the parts that it has in
/// the field `offers` of its response to a sign-in.
pub(super) const SESSIONS: (&str, &str) = ("sessions", path::SESSIONS);
pub(super) const PASSWORD: (&str, &str) = ("password", path::PASSWORD);
pub(super) const EVENTS: (&str, &str) = ("events", path::EVENTS);

// The roles and the two paths below are also in the source of the app. They are repeated here, so that this command
// still compiles after a developer has deleted the app's example pages and their roles.

/// The names of the contract's roles.
pub(super) const ROLES: [&str; 3] = ["ROLE_USER", MODERATOR_BOARD.1, ADMIN_BOARD.1];
/// The path of the text for the moderators' page, and the role that a user needs to read it.
pub(super) const MODERATOR_BOARD: (&str, &str) = ("/test/mod", "ROLE_MODERATOR");
/// The path of the text for the administrators' page, and the role that a user needs to read it.
pub(super) const ADMIN_BOARD: (&str, &str) = ("/test/admin", "ROLE_ADMIN");
