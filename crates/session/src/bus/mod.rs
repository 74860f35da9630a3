//! The event bus: what happened to the session reaches everyone on this page who asked to hear of it.
//! It must not know who listens, nor what an event means to them.

mod codec;
mod handle;
mod line;
mod mark;
mod worker;

pub use handle::{Bus, Delivery, Subscription};
pub use worker::run as run_worker;
