//! The session record, which all tabs share: who is signed in.

mod ends;
mod offers;
mod record_json;
mod session_record;
mod warning_time;

pub use ends::{EndWarning, Ends};
pub use offers::{Offer, Offers};
pub use session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
pub(crate) use warning_time::warning_time;
