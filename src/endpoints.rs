//! The paths of the server, below the API base.
//!
//! `cargo xtask check-server` compiles this file too, so it must not depend on anything.

/// Creates an account.
pub const SIGN_UP: &str = "/auth/signup";
/// Starts a session and sets both cookies.
pub const SIGN_IN: &str = "/auth/signin";
/// Exchanges the refresh cookie for a new access cookie.
pub const REFRESH: &str = "/auth/refreshtoken";
/// Ends the session and clears both cookies.
pub const SIGN_OUT: &str = "/auth/signout";
/// The public board.
pub const PUBLIC_BOARD: &str = "/test/all";
/// The board of every signed-in user.
pub const USER_BOARD: &str = "/test/user";
/// The moderators' board.
pub const MODERATOR_BOARD: &str = "/test/mod";
/// The administrators' board.
pub const ADMIN_BOARD: &str = "/test/admin";
