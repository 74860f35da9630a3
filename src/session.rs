//! The session library's types and hooks, with this app's protocol.

use std::rc::Rc;

use evergreen_session::{Audience, Error, Event, Request, UseRequestHandle};
use yew::{Callback, hook};

use crate::protocol::Tutorial;
use crate::user::User;

/// The client for this app's server. Its calls refresh the session and retry as needed.
pub type Api = evergreen_session::Api<Tutorial>;
/// The record of who is signed in. All tabs share the record, unless the browser denies storage.
pub type Record = evergreen_session::Record<User>;
/// The session of a signed-in user.
pub type SignedIn = evergreen_session::SignedIn<User>;
/// The part of the record that says who is signed in.
pub type State = evergreen_session::State<User>;

/// Returns the client of this tab for this app's server. The component must be inside of a
/// [`SessionProvider`](evergreen_session::SessionProvider).
#[hook]
pub fn use_api() -> Api {
    evergreen_session::use_api::<Tutorial>()
}

/// Returns the session record, which says who is signed in. The component renders again when the record changes. The
/// component must be inside of a [`SessionProvider`](evergreen_session::SessionProvider).
#[hook]
pub fn use_session() -> Rc<Record> {
    evergreen_session::use_session::<Tutorial>()
}

/// Calls `listener` with every event of the bus while the component is mounted. The component must be inside of a
/// [`SessionProvider`](evergreen_session::SessionProvider).
#[hook]
pub fn use_bus_events(listener: Callback<Event>) {
    evergreen_session::use_bus_events::<Tutorial>(listener);
}

/// Makes a request while the component is mounted. `call` sends the request. Returns the state of the request and the
/// last result of the request. The documentation of [`evergreen_session::use_request`] has the details.
#[hook]
pub fn use_request<T, F, Fut>(request: Request, audience: Audience, call: F) -> UseRequestHandle<T>
where
    T: Clone + 'static,
    F: FnOnce(Api, Request) -> Fut + 'static,
    Fut: Future<Output = Result<T, Error>> + 'static,
{
    evergreen_session::use_request::<Tutorial, T, F, Fut>(request, audience, call)
}
