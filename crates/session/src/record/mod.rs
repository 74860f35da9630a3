//! The session record, which all tabs share: who is signed in.

mod record_json;
mod session_record;

pub use session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
