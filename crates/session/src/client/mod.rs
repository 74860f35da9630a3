//! The core: it makes the calls of pages, signs in and out, and refreshes the session.
//!
#![doc = include_str!("rules.md")]

mod admission;
mod admission_queue;
mod call;
mod cookie_lock;
mod core;
pub mod environment;
mod expiry;
mod mutex;
mod operation;
mod refresh;
mod refresh_state;
mod refusal;
mod renewal;
mod request;
mod require_session;
mod retry;
mod session_end;
mod sign_in;
mod sign_out;
mod signal;
mod still;
pub mod timing;
pub mod trace;
mod typed;

pub use admission::Permit;
pub use core::Client;
pub use request::Request;
pub use signal::Signal;
pub use timing::LIMIT;
