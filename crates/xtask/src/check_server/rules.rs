//! What is expected of a server: tables of checks. Each says what is expected, and what a deviation is.
//!
//! Answers are judged as the app takes them. A row's text says what a difference means for the app, and the remedy.

// Laid out by hand, as tables.
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

/// A check of an answer.
pub type Rule = super::check::Check<super::answer::Answer>;
