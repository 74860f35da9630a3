//! The core: every call to the server, and the session that keeps itself alive underneath.
//!
#![doc = include_str!("rules.md")]

pub mod admission;
mod admission_queue;
mod body;
mod call;
pub mod classify;
mod cookie_lock;
mod core;
pub mod environment;
mod error;
mod expiry;
mod mutex;
mod operation;
mod refresh;
mod refresh_state;
mod renewal;
mod request;
mod require_session;
mod retry;
mod session_end;
mod sign_in;
mod sign_out;
mod sign_up;
mod signal;
mod still;
pub mod timing;
pub mod trace;
mod typed;
mod types;

pub use core::Client;
pub use error::{Error, Transient};
pub use request::{LIMIT, Method, Request};
pub use signal::Signal;
pub use types::{Credentials, NewUser};
