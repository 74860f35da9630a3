//! What an app's components touch: the provider, and the hooks.

mod provider;
mod use_api;
mod use_session;

pub use provider::{Observer, SessionProvider, SessionProviderProps};
pub use use_api::{use_api, use_bus_events};
pub use use_session::use_session;
