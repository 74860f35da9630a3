//! The event bus: delivers the events of the session to all listeners of a page.

mod codec;

mod line;
mod mark;
mod page;
mod worker;

pub use page::{Bus, Delivery, Subscription};
pub use worker::run as run_worker;
