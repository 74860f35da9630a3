//! The tables of checks. A check consists of the expected response and of the possible deviations.
//!
//! To add a check, define it in one of these files and use it in the scenario (`scenario/`) that sends the request.
//!
//! The checks interpret a response as the app does. In the table of a check, each row is a deviation. The text of a row
//! says what the deviation means for the app.

// These files are formatted by hand, because they contain tables.
#[rustfmt::skip]
pub mod account;
#[rustfmt::skip]
pub mod boards;
#[rustfmt::skip]
pub mod cookies;
#[rustfmt::skip]
pub mod addresses_and_cors;
#[rustfmt::skip]
pub mod optional;
#[rustfmt::skip]
pub mod session;
#[cfg(test)]
mod tests;

/// A check of a response.
pub type Rule = super::check::Check<super::response::Response>;
