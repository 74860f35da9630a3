//! Who is signed in: the record that all tabs share, and the user it names.

mod record_json;
mod session_record;
mod user;

pub use session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
pub use user::{User, UserId};
