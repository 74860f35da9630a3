//! Who is signed in: the record that all tabs share.

mod record_json;
mod session_record;

pub use session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
