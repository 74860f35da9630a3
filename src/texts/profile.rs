//! The texts of the page `/profile`.

pub const ROLES: &str = "Roles";
pub const NOTES: &str = "Notes";
pub const NOTES_HINT: &str = "Notes stay on this page only. They are still here after you sign in again.";

pub fn user_id(id: &str) -> String {
    format!("ID {id}")
}
