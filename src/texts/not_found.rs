//! The texts of the page "page not found".

pub const NOTHING_HERE: &str =
    "There is no page at this address. The address may be wrong, or the page may have been removed.";
pub const GO_HOME: &str = "Go to the home page";
