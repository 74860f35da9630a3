//! The titles of the window and of the pages, and the labels of the links in the navigation bar.

use super::APP_NAME;

/// The title of the window. `page` is the title of the page.
pub fn of_window(page: &str) -> String {
    format!("{page} · {APP_NAME}")
}

pub const HOME: &str = "Home";
pub const USER_BOARD: &str = "User board";
pub const MODERATOR_BOARD: &str = "Moderator board";
pub const ADMIN_BOARD: &str = "Administrator board";
#[cfg(feature = "activity")]
pub const ACTIVITY: &str = "Activity";
pub const PROFILE: &str = "Profile";
pub const SESSIONS: &str = "My sessions";
pub const REGISTER: &str = "Create an account";
pub const LOGIN: &str = "Sign in";
pub const NOT_FOUND: &str = "Page not found";

// The labels of links that differ from the titles of their pages.
pub const USER_BOARD_LINK: &str = "User";
pub const MODERATOR_BOARD_LINK: &str = "Moderator Board";
pub const ADMIN_BOARD_LINK: &str = "Admin Board";
pub const REGISTER_LINK: &str = "Sign Up";
pub const LOGIN_LINK: &str = "Login";
