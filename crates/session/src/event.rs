//! The events of the session. An event is only a hint to read the record again (rule 1), so it carries no data on which a
//! listener could act without reading the record.

use serde::{Deserialize, Serialize};

/// What happened to the session.
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
    /// The record may have changed for another reason: another tab wrote it, or this page became visible again.
    Changed,
    /// The server cannot be reached any more, or can be reached again. This is independent of the record.
    Connection,
}
