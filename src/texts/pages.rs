//! The texts of the pages `/profile` and "page not found".

// Page not found.
pub const NOTHING_HERE: &str = "There is nothing at this address. It may have been mistyped, or the page may be gone.";
pub const GO_HOME: &str = "Go to the home page";

// Profile.
pub const ROLES: &str = "Roles";
pub const NOTES: &str = "Notes";
pub const NOTES_HINT: &str = "Kept in this page only, and still here after you had to sign in again.";

pub fn user_id(id: &str) -> String {
    format!("Id {id}")
}
