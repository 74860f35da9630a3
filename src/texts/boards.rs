//! The texts of the boards, which are pages with a text from the server.

use crate::role::Role;
use crate::routes::Access;

pub const EMPTY: &str = "This board is empty.";
pub const REFRESH: &str = "Refresh";

/// Says when the text was loaded. `at` is a time of day.
pub fn updated(at: &str) -> String {
    format!("Updated {at}")
}

/// Returns the sentence that says who may see a page.
pub fn visible_to(access: &Access) -> String {
    let fixed = match access {
        Access::Public => "Visible to everyone",
        Access::SignedIn => "Visible to all signed-in users",
        Access::Role(role) if *role == Role::MODERATOR => "Visible to moderators",
        Access::Role(role) if *role == Role::ADMIN => "Visible to administrators",
        Access::Role(role) => return format!("Visible to users with the role {}", role.name()),
    };
    fixed.to_owned()
}
