//! A session that stays alive by itself, for Yew apps.

#![warn(missing_docs, unreachable_pub)]

pub mod browser;
pub mod bus;
pub mod client;
mod components;
pub mod contract;
mod event;
pub mod json;
pub mod record;

pub use browser::{Api, Browser};
pub use bus::{Bus, Delivery, Subscription, run_worker};
pub use client::{Client, Credentials, Error, LIMIT, Method, NewUser, Request, Signal, Transient};
pub use client::{environment, timing, trace};
pub use components::{ApiProvider, ApiProviderProps, TraceListener, use_api, use_bus_events, use_session};
pub use event::Event;
pub use record::{Millis, Reason, Record, SignedIn, Stamp, State, User, UserId};
