//! The paths of the server, below the API base. The comment at a path says what the server does for a request.
//!
//! `cargo xtask check-server` compiles this file too, so this file must not use any crate or module.

/// Creates an account. Needs no session, and starts none.
pub const SIGN_UP: &str = "/auth/signup";
/// Starts a session, and sets the access cookie and the refresh cookie.
pub const SIGN_IN: &str = "/auth/signin";
/// Exchanges the refresh cookie for a new access cookie.
pub const REFRESH: &str = "/auth/refreshtoken";
/// Ends the session, and clears the access cookie and the refresh cookie.
pub const SIGN_OUT: &str = "/auth/signout";
/// Returns the public text that the home page shows.
pub const PUBLIC_BOARD: &str = "/test/all";
/// Returns the text that the page for all signed-in users shows.
pub const USER_BOARD: &str = "/test/user";
/// Returns the text that the page for moderators shows.
pub const MODERATOR_BOARD: &str = "/test/mod";
/// Returns the text that the page for administrators shows.
pub const ADMIN_BOARD: &str = "/test/admin";
