//! The texts of the form for a new password.

pub const HEADING: &str = "Password";
pub const CURRENT: &str = "Current password";
pub const NEW: &str = "New password";
pub const CHANGE: &str = "Change password";
pub const CHANGING: &str = "Changing your password…";
pub const EFFECT: &str = "A new password signs you out on all other devices.";
pub const CHANGED: &str = "Your password is changed. All other devices are signed out.";
pub const CURRENT_MISSING: &str = "Enter your current password.";
