//! What happened to the session: a nudge to read the record again, never the truth itself (rule 1).
//! It must not carry anything that a listener would act on without reading the record.

use serde::{Deserialize, Serialize};

/// A nudge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody signed in.
    SignedIn,
    /// The session was renewed.
    Renewed,
    /// The user signed out, or the server has now been told so.
    SignedOut,
    /// The server ended the session.
    Ended,
    /// Another tab wrote the record, or this page came back to the front.
    Changed,
    /// The server can't be reached, or it can be reached again. It says nothing about the record, so it may come at any time.
    Connection,
}
