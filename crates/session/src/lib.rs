//! A session that stays alive by itself, for Yew apps.

#![warn(missing_docs, unreachable_pub)]

pub mod browser;
pub mod bus;
pub mod client;
mod components;
mod error;
mod event;
pub mod http;
pub mod json;
pub mod protocol;
pub mod record;
mod transient_status;

pub use browser::{Api, Browser};
pub use bus::{Bus, Delivery, Subscription, run_worker};
pub use client::{Client, LIMIT, Request, Signal, environment, timing, trace};
pub use components::{
    Audience, Authenticated, GateProps, Guard, GuardState, NotAuthenticated, SessionProvider, SessionProviderProps,
    SignInInPlace, SignInInPlaceProps, Stage, Task, TraceListener, UseRequestHandle, UseSubmitHandle, WAITING_AFTER,
    use_api, use_bus_events, use_guard, use_request, use_session, use_submit,
};
pub use error::{Error, Transient};
pub use event::Event;
pub use http::{HttpRequest, Method, NoResponse, Response};
pub use protocol::{Endpoint, Endpoints, Protocol, RefreshOutcome};
pub use record::{Millis, Reason, Record, SignedIn, Stamp, State};
