//! The session record, which all tabs share: who is signed in.

mod offers;
mod record_json;
mod session_record;

pub use offers::{Offer, Offers};
pub use session_record::{Millis, Reason, Record, SignedIn, Stamp, State};
