//! The judges: pure functions from answers to findings, a file for each kind of call.
//! None of them asks anything, prints anything, or knows which other answers there are.

pub mod address;
pub mod board;
pub mod cookies;
pub mod cors;
pub mod every_answer;
pub mod expiry;
pub mod guard;
pub mod preflight;
pub mod refresh;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod token;
pub mod user;
