//! The session library's types and hooks, with this app's protocol.

use std::rc::Rc;

use evergreen_session::{Audience, Error, Event, Request, UseRequestHandle};
use yew::{Callback, hook};

use crate::protocol::Tutorial;
use crate::user::User;

/// The client for this app's server.
pub type Api = evergreen_session::Api<Tutorial>;
/// The record of who is signed in. All tabs share it.
pub type Record = evergreen_session::Record<User>;
/// A session that the server has confirmed.
pub type SignedIn = evergreen_session::SignedIn<User>;
/// The part of the record that says who is signed in.
pub type State = evergreen_session::State<User>;

/// The client for this app's server.
#[hook]
pub fn use_api() -> Api {
    evergreen_session::use_api::<Tutorial>()
}

/// The session record. The component renders again when it changes.
#[hook]
pub fn use_session() -> Rc<Record> {
    evergreen_session::use_session::<Tutorial>()
}

/// Calls `listener` with every event of the session.
#[hook]
pub fn use_bus_events(listener: Callback<Event>) {
    evergreen_session::use_bus_events::<Tutorial>(listener);
}

/// Makes the request of a component, as [`evergreen_session::use_request`] does.
#[hook]
pub fn use_request<T, F, Fut>(request: Request, audience: Audience, call: F) -> UseRequestHandle<T>
where
    T: Clone + 'static,
    F: FnOnce(Api, Request) -> Fut + 'static,
    Fut: Future<Output = Result<T, Error>> + 'static,
{
    evergreen_session::use_request::<Tutorial, T, F, Fut>(request, audience, call)
}
