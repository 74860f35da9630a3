//! The tables of checks: what is expected of a server, and the possible deviations.
//!
//! A new check is a row in one of these files and a line in the scenario of the same name (`scenario/`), which sends the request.
//!
//! Responses are interpreted as the app does it. The text of a row says what the deviation means for the app, and the remedy.

// Formatted by hand, as tables.
#[rustfmt::skip]
pub mod account;
#[rustfmt::skip]
pub mod boards;
#[rustfmt::skip]
pub mod cookies;
#[rustfmt::skip]
pub mod reach;
#[rustfmt::skip]
pub mod session;
#[cfg(test)]
mod tests;

/// A check of a response.
pub type Rule = super::check::Check<super::response::Response>;
