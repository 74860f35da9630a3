//! The paths of the server, below the API base.
//!
//! `cargo xtask check-server` compiles this file too, so this file must not use any crate or module.

/// A request to this path creates an account. It needs no session, and starts none.
pub const SIGN_UP: &str = "/auth/signup";
/// A request to this path starts a session, and sets the access cookie and the refresh cookie.
pub const SIGN_IN: &str = "/auth/signin";
/// A request to this path exchanges the refresh cookie for a new access cookie.
pub const REFRESH: &str = "/auth/refreshtoken";
/// A request to this path ends the session, and clears the access cookie and the refresh cookie.
pub const SIGN_OUT: &str = "/auth/signout";
/// A GET of this path lists the user's own sessions. A DELETE ends all of them except the current one. A DELETE of this
/// path with the id of a session as one more segment ends that session. Only some servers offer this.
pub const SESSIONS: &str = "/auth/sessions";
/// A request to this path changes the user's own password. Only some servers offer this.
pub const PASSWORD: &str = "/auth/password";
/// A GET of this path opens a stream of events, which says at once that the session was ended or that the user was
/// changed. Only some servers offer this.
pub const EVENTS: &str = "/auth/events";
/// The path of the public text that the home page shows.
pub const PUBLIC_BOARD: &str = "/test/all";
/// The path of the text that the page for all signed-in users shows.
pub const USER_BOARD: &str = "/test/user";
/// The path of the text that the page for moderators shows.
pub const MODERATOR_BOARD: &str = "/test/mod";
/// The path of the text that the page for administrators shows.
pub const ADMIN_BOARD: &str = "/test/admin";
