//! The texts of the boards.

use crate::contract::Role;
use crate::routes::Access;

pub const EMPTY: &str = "There is nothing on this board yet.";
pub const LOADING: &str = "Loading…";
pub const REFRESH: &str = "Read again";

/// When the text was loaded, with the time of day.
pub fn updated(at: &str) -> String {
    format!("Read at {at}")
}

/// Who may see a board.
pub fn visible_to(access: &Access) -> String {
    let fixed = match access {
        Access::Public => "Everybody may read this.",
        Access::SignedIn => "Signed-in users may read this.",
        Access::Role(role) if *role == Role::MODERATOR => "Moderators may read this.",
        Access::Role(role) if *role == Role::ADMIN => "Administrators may read this.",
        Access::Role(role) => return format!("Everybody with the role {} may read this.", role.name()),
    };
    fixed.to_owned()
}
