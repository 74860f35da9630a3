//! The limit on sign-ups: how many one client may send per hour. A sign-up also counts if the server refuses it, for
//! example because its name is taken. So the limit also slows down a client that wants to find out which names and
//! e-mail addresses have an account.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use super::bucket::{Buckets, Rate};
use super::{SITE_FACTOR, seconds};
use crate::client;

const HOUR: u64 = 60 * 60 * 1000;

/// The recent sign-ups of all clients.
pub(crate) struct SignUps {
    hasher: RandomState,
    recent: Mutex<Recent>,
}

struct Recent {
    clients: Buckets,
    sites: Buckets,
}

impl SignUps {
    /// Returns the limits. `per_hour` is the number of sign-ups that one client may send per hour. A site may send
    /// `SITE_FACTOR` times as many. If `per_hour` is 0, there is no limit.
    pub(crate) fn new(per_hour: u32) -> Self {
        let buckets = |events| Buckets::new(Rate { events, period: HOUR });
        let recent = Recent { clients: buckets(per_hour), sites: buckets(per_hour.saturating_mul(SITE_FACTOR)) };
        Self { hasher: RandomState::new(), recent: Mutex::new(recent) }
    }

    /// Counts a sign-up of the client that `network` identifies. `now` is in milliseconds of the monotonic clock.
    ///
    /// # Errors
    /// The limit of the client is reached, or the limit of its site. Then this sign-up is not counted. The error is the
    /// number of seconds until the next sign-up is allowed.
    pub(crate) fn count(&self, network: IpAddr, now: u64) -> Result<(), u64> {
        let (client, site) = (self.hasher.hash_one(network), self.hasher.hash_one(client::site(network)));
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wait) = recent.clients.wait(client, now).max(recent.sites.wait(site, now)) {
            return Err(seconds(wait));
        }
        recent.clients.add(client, now);
        recent.sites.add(site, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn the_networks_of_one_site_have_a_common_limit() {
        let sign_ups = SignUps::new(3);
        let network = |site: u16, network: u16| Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 0).into();
        let allowed = (0..100).filter(|n| sign_ups.count(network(1, *n), 0).is_ok()).count();
        assert_eq!(allowed, 30);
        assert!(sign_ups.count(network(2, 0), 0).is_ok(), "another site");
    }
}
