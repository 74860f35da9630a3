//! The texts of the app that a person sees or a screen reader reads. They are in one folder for translators.
//!
//! Three things are not here. Texts that are shown before the program runs, or after it has stopped, are in
//! `index.html` and `static/boot.js`. The texts of the session timeline are in `crates/timeline`. The server writes its
//! own messages, which the app does not translate.
//!
//! A fixed text is a constant, and a text with values is a function.

#[cfg(feature = "activity")]
pub mod activity;
pub mod boards;
pub mod errors;
pub mod forms;
pub mod layout;
pub mod not_found;
pub mod password;
pub mod profile;
pub mod session_end;
pub mod session_figures;
pub mod sessions;
pub mod time;
pub mod titles;

/// The name of the app. `index.html` repeats it.
pub const APP_NAME: &str = "Evergreen";
