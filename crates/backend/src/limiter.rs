//! The limit on failed sign-ins: at most ten per minute for each pair of username and client address. Only a keyed hash
//! of the pair is stored, never the username or the address itself. Unknown usernames are limited in the same way, so
//! that the limit does not reveal which users exist.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of failures that are allowed within [`WINDOW`].
const MAX_FAILURES: usize = 10;
/// How long a failure counts, in milliseconds.
const WINDOW: u64 = 60_000;
/// The maximum number of stored pairs of username and address. When this number is reached, [`evict`] makes room for a
/// new pair. An attacker who wants the server to forget another pair needs about this many failed sign-ins within
/// [`WINDOW`]. Each failed sign-in costs one run of Argon2. With the default cost, one processor cannot run Argon2 so
/// often in that time.
const CAPACITY: usize = 10_000;

/// The times of the recent failed sign-ins, in milliseconds since 1970. The key of the map is the hash of username and
/// address.
#[derive(Default)]
pub(crate) struct Limiter {
    hasher: RandomState,
    failures: Mutex<HashMap<u64, VecDeque<u64>>>,
}

/// One attempt to sign in. The attempt counts as failed from the start. Otherwise many attempts at the same time could
/// exceed the limit before the first one fails. If the attempt did not fail, pass it to [`Limiter::remove`].
#[must_use]
pub(crate) struct Attempt {
    key: u64,
    at: u64,
}

impl Limiter {
    /// Counts an attempt at `now` (milliseconds since 1970). `account` is the username, converted by
    /// [`fold_case`](crate::store::fold_case). `network` identifies the client.
    ///
    /// # Errors
    /// The limit is reached; the error is the number of seconds until the next attempt is allowed.
    pub(crate) fn attempt(&self, account: &str, network: IpAddr, now: u64) -> Result<Attempt, u64> {
        let key = self.hasher.hash_one((account, network));
        let mut failures = self.lock();
        if failures.len() >= CAPACITY && !failures.contains_key(&key) {
            evict(&mut failures, now);
        }
        let times = failures.entry(key).or_default();
        while times.front().is_some_and(|at| at + WINDOW <= now) {
            times.pop_front();
        }
        if let (Some(first), true) = (times.front(), times.len() >= MAX_FAILURES) {
            return Err((first + WINDOW - now).div_ceil(1000).max(1));
        }
        times.push_back(now);
        Ok(Attempt { key, at: now })
    }

    /// Removes an attempt, so that it no longer counts. Call this function if the attempt did not fail.
    pub(crate) fn remove(&self, attempt: Attempt) {
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

/// Removes all pairs whose last failure no longer counts. If there is no such pair, removes the pair whose last failure
/// is the oldest.
fn evict(failures: &mut HashMap<u64, VecDeque<u64>>, now: u64) {
    failures.retain(|_, times| times.back().is_some_and(|at| at + WINDOW > now));
    if failures.len() >= CAPACITY {
        let oldest = failures.iter().min_by_key(|(_, times)| times.back());
        if let Some(key) = oldest.map(|(key, _)| *key) {
            failures.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V6(std::net::Ipv6Addr::LOCALHOST);

    #[test]
    fn the_eleventh_attempt_is_allowed_when_the_first_is_a_minute_old() {
        let limiter = Limiter::default();
        for second in 0..10 {
            assert!(limiter.attempt("amy", ADDRESS, second * 1000).is_ok());
        }
        assert_eq!(limiter.attempt("amy", ADDRESS, 10_000).err(), Some(50));
        assert_eq!(limiter.attempt("amy", ADDRESS, 59_999).err(), Some(1));
        assert!(limiter.attempt("bob", ADDRESS, 10_000).is_ok());
        assert!(limiter.attempt("amy", ADDRESS, 60_000).is_ok());
        assert_eq!(limiter.attempt("amy", ADDRESS, 60_000).err(), Some(1));
    }

    #[test]
    fn removed_attempts_do_not_count_and_use_no_memory() {
        let limiter = Limiter::default();
        for _ in 0..100 {
            let attempt = limiter.attempt("amy", ADDRESS, 5).expect("allowed");
            limiter.remove(attempt);
        }
        assert!(limiter.lock().is_empty());
    }

    #[test]
    fn the_number_of_entries_is_limited() {
        let limiter = Limiter::default();
        for n in 0..CAPACITY as u64 + 100 {
            assert!(limiter.attempt(&n.to_string(), ADDRESS, n).is_ok());
        }
        assert!(limiter.lock().len() <= CAPACITY);
    }
}
