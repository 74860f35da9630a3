//! Failed sign-ins, counted per account and address together: at most ten a minute.
//! It must not know whether an account exists, nor keep a name or an address.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Failures allowed within the window.
const FAILURES: usize = 10;
/// The window, in milliseconds.
const WINDOW: u64 = 60_000;
/// Accounts and addresses remembered at once. Each costs an Argon2 run a minute to keep, so an attacker who wants to
/// push others out needs more processors than this server has.
const REMEMBERED: usize = 10_000;

/// The failed sign-ins of the last minute.
#[derive(Default)]
pub(crate) struct Limiter {
    hasher: RandomState,
    failures: Mutex<HashMap<u64, VecDeque<u64>>>,
}

/// One attempt, counted as failed from the start, so that a hundred at once get no further than one after the other.
#[must_use]
pub(crate) struct Attempt {
    key: u64,
    at: u64,
}

impl Limiter {
    /// Counts an attempt at `now` (milliseconds), or tells in how many seconds the next is allowed.
    pub(crate) fn attempt(&self, account: &str, address: IpAddr, now: u64) -> Result<Attempt, u64> {
        let key = self.hasher.hash_one((account, network(address)));
        let mut failures = self.lock();
        if failures.len() >= REMEMBERED && !failures.contains_key(&key) {
            make_room(&mut failures, now);
        }
        let times = failures.entry(key).or_default();
        while times.front().is_some_and(|at| at + WINDOW <= now) {
            times.pop_front();
        }
        if let (Some(first), true) = (times.front(), times.len() >= FAILURES) {
            return Err((first + WINDOW - now).div_ceil(1000).max(1));
        }
        times.push_back(now);
        Ok(Attempt { key, at: now })
    }

    /// The attempt was no failed sign-in: it does not count.
    pub(crate) fn forgive(&self, attempt: Attempt) {
        let mut failures = self.lock();
        if let Some(times) = failures.get_mut(&attempt.key) {
            if let Some(index) = times.iter().rposition(|at| *at == attempt.at) {
                times.remove(index);
            }
            if times.is_empty() {
                failures.remove(&attempt.key);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, VecDeque<u64>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets what is over, and if nothing is, whoever failed longest ago.
fn make_room(failures: &mut HashMap<u64, VecDeque<u64>>, now: u64) {
    failures.retain(|_, times| times.back().is_some_and(|at| at + WINDOW > now));
    if failures.len() >= REMEMBERED {
        let oldest = failures.iter().min_by_key(|(_, times)| times.back());
        if let Some(key) = oldest.map(|(key, _)| *key) {
            failures.remove(&key);
        }
    }
}

/// What counts as one address: an IPv6 customer has a whole /64 (RFC 6177), and could take a new one for each attempt.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    #[test]
    fn the_eleventh_waits_until_the_first_is_a_minute_old() {
        let limiter = Limiter::default();
        for second in 0..10 {
            assert!(limiter.attempt("amy", HERE, second * 1000).is_ok());
        }
        assert_eq!(limiter.attempt("amy", HERE, 10_000).err(), Some(50));
        assert_eq!(limiter.attempt("amy", HERE, 59_999).err(), Some(1));
        assert!(limiter.attempt("bob", HERE, 10_000).is_ok());
        assert!(limiter.attempt("amy", HERE, 60_000).is_ok());
        assert_eq!(limiter.attempt("amy", HERE, 60_000).err(), Some(1));
    }

    #[test]
    fn what_is_forgiven_does_not_count_and_is_not_kept() {
        let limiter = Limiter::default();
        for _ in 0..100 {
            let attempt = limiter.attempt("amy", HERE, 5).expect("allowed");
            limiter.forgive(attempt);
        }
        assert!(limiter.lock().is_empty());
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = Limiter::default();
        for n in 0..REMEMBERED as u64 + 100 {
            assert!(limiter.attempt(&n.to_string(), HERE, n).is_ok());
        }
        assert!(limiter.lock().len() <= REMEMBERED);
    }
}
