//! What pages are put together from.
//! It must not know which pages there are, beyond their addresses.

pub mod board;
pub mod board_text;
pub mod circumstances;
pub mod facts;
pub mod failure;
pub mod field;
pub mod focus;
pub mod frame;
pub mod freshness;
pub mod guard;
pub mod link;
pub mod menu;
pub mod navbar;
pub mod new_user;
pub mod notice;
pub mod sign_in_form;
pub mod since;
pub mod skeleton;
pub mod surface;
pub mod theme;

pub use evergreen_markup::{redraw, text, time as clock};
