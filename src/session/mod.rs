//! Who is signed in: the record that all tabs share, and the user it names.
//! It must not know how calls are made or what pages show.

pub mod record;
pub mod store;
pub mod user;

mod hook;
pub mod migration;
mod restored;
mod stored;
mod watch;

pub use hook::use_session;
pub use record::{Millis, Reason, Record, SignedIn, Stamp, State};
pub use restored::use_restored;
pub use user::{User, UserId};
pub(crate) use watch::is_record;
pub use watch::use_watch;
