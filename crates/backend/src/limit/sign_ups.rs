//! The limit on sign-ups: how many one client may send per hour. A refused sign-up, for example with a name that is
//! taken, counts too. So the limit also slows down a client that searches for names and addresses.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use super::bucket::{Buckets, Rate};
use super::seconds;

const HOUR: u64 = 60 * 60 * 1000;

/// The recent sign-ups of all clients.
pub(crate) struct SignUps {
    hasher: RandomState,
    recent: Mutex<Buckets>,
}

impl SignUps {
    /// Returns the limit of this number of sign-ups per hour and client. With 0 there is no limit.
    pub(crate) fn new(per_hour: u32) -> Self {
        let rate = Rate { events: per_hour, period: HOUR };
        Self { hasher: RandomState::new(), recent: Mutex::new(Buckets::new(rate)) }
    }

    /// Counts a sign-up at `now`, in milliseconds of the monotonic clock. `network` identifies the client.
    ///
    /// # Errors
    /// The limit is reached; the error is the number of seconds until the next sign-up is allowed.
    pub(crate) fn count(&self, network: IpAddr, now: u64) -> Result<(), u64> {
        let key = self.hasher.hash_one(network);
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = recent.wait(key, now) {
            return Err(seconds(wait));
        }
        recent.add(key, now);
        Ok(())
    }
}
