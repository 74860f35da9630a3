//! The event bus: delivers the events of the session to all listeners of a page.

mod codec;
mod handle;
mod line;
mod mark;
mod worker;

pub use handle::{Bus, Delivery, Subscription};
pub use worker::run as run_worker;
