//! The pages, a file a route.
//! It must not know how the session is kept alive.

mod activity;
mod admin;
mod home;
mod login;
mod moderator;
mod not_found;
mod profile;
mod register;
mod user;

pub use activity::Activity;
pub use admin::Admin;
pub use home::Home;
pub use login::Login;
pub use moderator::Moderator;
pub use not_found::NotFound;
pub use profile::Profile;
pub use register::Register;
pub use user::User;
