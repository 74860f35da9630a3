//! The pages, one file or folder for each.

#[cfg(feature = "activity")]
mod activity;
pub mod admin;
pub mod home;
mod login;
pub mod moderator;
pub mod not_found;
mod profile;
mod register;
mod sessions;
pub mod user;

#[cfg(feature = "activity")]
pub use activity::Activity;
pub use login::Login;
pub use profile::Profile;
pub use register::Register;
pub use sessions::Sessions;
