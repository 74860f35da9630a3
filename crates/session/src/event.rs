//! The events of the session. An event is only a hint to read the record again (rule 1). So an event contains no data.
//! A listener reads what it needs from the record, or, after [`Event::Connection`], from
//! [`Api::is_offline`](crate::Client::is_offline).

use serde::{Deserialize, Serialize};

/// What happened to the session. If another tab has changed the session, this tab receives [`Event::Changed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A user signed in.
    SignedIn,
    /// The session was refreshed.
    Renewed,
    /// The user signed out, or the server has confirmed the sign-out.
    SignedOut,
    /// The session ended without a sign-out.
    Ended,
    /// The record may have changed, but none of the events above says how. For example, another tab wrote the record,
    /// or this page became visible again.
    Changed,
    /// The server cannot be reached any more, or can be reached again. The record has not changed.
    Connection,
    /// The warning before the idle time-out has begun or is over. The record has not changed. A listener reads
    /// [`Api::idle`](crate::Client::idle).
    Idle,
}
