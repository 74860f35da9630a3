//! The texts of the page `/sessions`.

pub const INTRODUCTION: &str =
    "These are the devices and browsers in which you are signed in. Sign out the ones that you do not recognize.";
pub const THIS_DEVICE: &str = "This device";
pub const UNKNOWN_CLIENT: &str = "Unknown client";
pub const SIGN_OUT: &str = "Sign out";
pub const SIGN_OUT_OTHERS: &str = "Sign out all others";
pub const YES_SIGN_OUT: &str = "Yes, sign out";
pub const SIGN_OUT_OTHERS_QUESTION: &str = "Sign out everywhere except on this device?";
pub const SIGNED_OUT_OTHERS: &str = "All other devices are signed out.";
pub const NO_OTHERS: &str = "You are not signed in anywhere else.";
pub const NONE: &str = "The server lists no sessions.";

pub fn last_used(at: &str) -> String {
    format!("Last used {at}")
}

pub fn began(at: &str) -> String {
    format!("Signed in {at}")
}

pub fn sign_out_question(client: &str) -> String {
    format!("Sign out {client}?")
}

pub fn signed_out(client: &str) -> String {
    format!("{client} is signed out.")
}
