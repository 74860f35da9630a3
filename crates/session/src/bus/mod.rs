//! The event bus: delivers the events of the session to all listeners of a page.

mod codec;

mod delivery_attributes;
mod page;
mod place;
mod worker;
mod worker_start;

pub use page::{Bus, Delivery};
pub use place::Subscription;
pub use worker::run as run_worker;
