//! The components of which pages are made. They refer to a page only by its route, because pages depend on components
//! and not the other way round.

pub mod board;
pub mod board_text;
pub mod card;
pub mod confirm_button;
pub mod description_list;
pub mod end_warnings;
pub mod environment_notices;
pub mod failure;
pub mod field;
pub mod focus;
pub mod guard;
pub mod idle_question;
pub mod layout;
pub mod menu;
pub mod nav_link;
pub mod navbar;
pub mod notice;
pub mod on_demand;
pub mod page_change;
pub mod password_form;
pub mod session_end_notice;
pub mod session_ring;
pub mod sign_in_form;
pub mod sign_up_validation;
pub mod skeleton;
pub mod theme;
pub mod time;

pub use evergreen_markup::{redraw, text};
