//! The core: it makes the calls of pages, signs in and out, and refreshes the session.
//!
#![doc = include_str!("rules.md")]

mod admission;
mod admission_queue;
mod call;
mod call_results;
mod cookie_lock;
mod core;
pub mod environment;
mod expiry;
mod follow_events;
mod held_stream;
mod idle;
mod idle_state;
mod last_use;
mod locked_refresh;
mod mutex;
mod refresh_state;
mod refusal;
mod request;
mod require_session;
mod retry;
mod server_events;
mod session_comparison;
mod session_end;
mod shared_refresh;
mod sign_in;
mod sign_out;
mod signal;
mod stream_attempts;
pub mod timing;
pub mod trace;
mod traced_operation;

pub use admission::Permit;
pub use core::Client;
pub use follow_events::Following;
pub use idle::{Asking, InUse};
pub use idle_state::{IdleState, Moment, idle_state};
pub use last_use::LastUse;
pub use request::Request;
pub use server_events::ServerEvent;
pub use signal::Signal;
pub use timing::LIMIT;
