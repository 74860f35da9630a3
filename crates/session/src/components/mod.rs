//! What an app's components use: the provider, the hooks, and the gates.

mod authenticated;
mod guard_state;
mod provider;
mod request_state;
mod session_events;
mod sign_in_in_place;
mod stage;
mod task;
mod use_api;
mod use_end_warning;
mod use_guard;
mod use_idle;
mod use_request;
mod use_session;
mod use_submit;
mod waiting;

pub use authenticated::{Authenticated, GateProps, NotAuthenticated};
pub use guard_state::GuardState;
pub use provider::{Observer, SessionProvider, SessionProviderProps};
pub use session_events::SessionEvents;
pub use sign_in_in_place::{SignInInPlace, SignInInPlaceProps};
pub use stage::Stage;
pub use task::Task;
pub use use_api::{use_api, use_bus_events};
pub use use_end_warning::use_end_warning;
pub use use_guard::{Guard, use_guard};
pub use use_idle::use_idle;
pub use use_request::{Audience, UseRequestHandle, use_request};
pub use use_session::use_session;
pub use use_submit::{UseSubmitHandle, use_submit};
pub use waiting::WAITING_AFTER;
