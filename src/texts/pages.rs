//! The texts of the pages `/profile` and "page not found".

// Page not found.
pub const NOTHING_HERE: &str =
    "There is no page at this address. The address may be wrong, or the page may have been removed.";
pub const GO_HOME: &str = "Go to the home page";

// Profile.
pub const ROLES: &str = "Roles";
pub const NOTES: &str = "Notes";
pub const NOTES_HINT: &str = "Notes stay on this page only. They are still here after you sign in again.";

pub fn user_id(id: &str) -> String {
    format!("ID {id}")
}
