//! The session library's types and hooks, with this app's protocol.

use std::rc::Rc;

use evergreen_session::Event;
use yew::{Callback, hook};

use crate::protocol::Tutorial;
use crate::user::User;

/// The client of this app's server.
pub type Api = evergreen_session::Api<Tutorial>;
/// Who is signed in, as all tabs share it.
pub type Record = evergreen_session::Record<User>;
/// A session that the server holds, too.
pub type SignedIn = evergreen_session::SignedIn<User>;
/// Who is signed in.
pub type State = evergreen_session::State<User>;

/// The client of this app's server.
#[hook]
pub fn use_api() -> Api {
    evergreen_session::use_api::<Tutorial>()
}

/// Who is signed in; the component renders again when that changes.
#[hook]
pub fn use_session() -> Rc<Record> {
    evergreen_session::use_session::<Tutorial>()
}

/// Calls `listener` with every event of the session.
#[hook]
pub fn use_bus_events(listener: Callback<Event>) {
    evergreen_session::use_bus_events::<Tutorial>(listener);
}
