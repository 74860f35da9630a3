//! The limits on failed sign-ins, as described in the parent module. Only keyed hashes of usernames and addresses are
//! stored. The limits also apply to a username that no user has. So the limits do not reveal which users exist.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::bucket::{Buckets, Rate};
use super::window::RecentEvents;
use super::{SITE_FACTOR, seconds};
use crate::client;

/// An hour in milliseconds.
const HOUR: u64 = 60 * 60 * 1000;
/// How often all clients together may fail with one account. After more failures, the account counts as attacked, and
/// [`ATTACKED`] applies to it.
const ACCOUNT: Rate = Rate { events: 50, period: HOUR };
/// How often one client may fail with one account, while this account counts as attacked.
const ATTACKED: Rate = Rate { events: 3, period: 10 * 60 * 1000 };
/// The maximum number of pairs of account and client in [`State::known`].
const CAPACITY: usize = 100_000;

/// The recent failed sign-ins. All times are in milliseconds of the monotonic clock.
pub(crate) struct FailedSignIns {
    hasher: RandomState,
    state: Mutex<State>,
}

struct State {
    /// The recent failures of each pair of account and client.
    pairs: RecentEvents,
    /// Counts the failures of each pair of account and client a second time, for the stricter limit [`ATTACKED`]. This
    /// limit applies only while the account counts as attacked ([`ACCOUNT`]).
    pairs_of_attacked: Buckets,
    clients: Buckets,
    sites: Buckets,
    accounts: Buckets,
    /// The pairs of account and client that have signed in, with the time of the last sign-in.
    known: HashMap<u64, u64>,
}

/// One attempt to sign in. The attempt counts as failed from the start. Otherwise many attempts at the same time could
/// exceed the limit before the first one fails. If the attempt did not fail, pass it to [`FailedSignIns::succeeded`] or
/// [`FailedSignIns::forget`].
#[must_use]
pub(crate) struct Attempt {
    pair: u64,
    account: u64,
    client: u64,
    site: u64,
    at: u64,
    /// What the attempt has added to the buckets of the pair, of the account, of the client and of the site.
    added: [u64; 4],
}

impl FailedSignIns {
    /// Returns the limits. `per_hour` is the number of failures that one client may have within an hour, with all
    /// accounts together. If it is 0, there is no such limit, neither for a client nor for a site.
    pub(crate) fn new(per_hour: u32) -> Self {
        let state = State {
            pairs: RecentEvents::default(),
            pairs_of_attacked: Buckets::new(ATTACKED),
            clients: Buckets::new(Rate { events: per_hour, period: HOUR }),
            sites: Buckets::new(Rate { events: per_hour.saturating_mul(SITE_FACTOR), period: HOUR }),
            accounts: Buckets::new(ACCOUNT),
            known: HashMap::new(),
        };
        Self { hasher: RandomState::new(), state: Mutex::new(state) }
    }

    /// Counts an attempt at `now`. `account` is the username, converted by [`fold_case`](crate::store::fold_case).
    /// `network` identifies the client.
    ///
    /// # Errors
    /// A limit is reached; the error is the number of seconds until the next attempt is allowed.
    pub(crate) fn attempt(&self, account: &str, network: IpAddr, now: u64) -> Result<Attempt, u64> {
        let mut attempt = Attempt {
            pair: self.hasher.hash_one((account, network)),
            account: self.hasher.hash_one(account),
            client: self.hasher.hash_one(network),
            site: self.hasher.hash_one(client::site(network)),
            at: now,
            added: [0; 4],
        };
        let mut state = self.lock();
        match state.wait(&attempt) {
            Some(wait) => Err(seconds(wait)),
            None => {
                state.add(&mut attempt);
                Ok(attempt)
            }
        }
    }

    /// Removes an attempt that has succeeded, so that it no longer counts. From now on the client is known to the
    /// account. `now` is the current time.
    pub(crate) fn succeeded(&self, attempt: &Attempt, now: u64) {
        let mut state = self.lock();
        state.remove(attempt, now);
        if state.known.len() >= CAPACITY && !state.known.contains_key(&attempt.pair) {
            let oldest = state.known.iter().min_by_key(|(_, at)| **at).map(|(pair, _)| *pair);
            oldest.and_then(|pair| state.known.remove(&pair));
        }
        state.known.insert(attempt.pair, now);
    }

    /// Removes an attempt whose password was not checked. `now` is the current time.
    pub(crate) fn forget(&self, attempt: &Attempt, now: u64) {
        self.lock().remove(attempt, now);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Returns how long the client has to wait before this attempt; `None` if it does not have to wait.
    fn wait(&self, attempt: &Attempt) -> Option<u64> {
        let now = attempt.at;
        let pair = self.pairs.wait(attempt.pair, now);
        if self.known.contains_key(&attempt.pair) {
            return pair;
        }
        let is_attacked = self.accounts.wait(attempt.account, now).is_some();
        let attacked = self.pairs_of_attacked.wait(attempt.pair, now).filter(|_| is_attacked);
        pair.max(attacked).max(self.clients.wait(attempt.client, now)).max(self.sites.wait(attempt.site, now))
    }

    fn add(&mut self, attempt: &mut Attempt) {
        let now = attempt.at;
        self.pairs.add(attempt.pair, now);
        if !self.known.contains_key(&attempt.pair) {
            attempt.added = [
                self.pairs_of_attacked.add(attempt.pair, now),
                self.accounts.add(attempt.account, now),
                self.clients.add(attempt.client, now),
                self.sites.add(attempt.site, now),
            ];
        }
    }

    fn remove(&mut self, attempt: &Attempt, now: u64) {
        self.pairs.remove(attempt.pair, attempt.at);
        if !self.known.contains_key(&attempt.pair) {
            let [pair, account, client, site] = attempt.added;
            self.pairs_of_attacked.remove(attempt.pair, pair, now);
            self.accounts.remove(attempt.account, account, now);
            self.clients.remove(attempt.client, client, now);
            self.sites.remove(attempt.site, site, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    fn client(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(number).into()
    }

    #[test]
    fn a_client_is_limited_over_all_accounts_but_not_for_the_account_where_it_is_known() {
        let failures = FailedSignIns::new(100);
        let honest = failures.attempt("amy", client(1), 0).expect("allowed");
        failures.succeeded(&honest, 0);
        for n in 0..100 {
            assert!(failures.attempt(&format!("user{n}"), client(1), n * 10).is_ok(), "{n}");
        }
        let wait = failures.attempt("bob", client(1), 1000).err().expect("refused");
        assert!((30..=36).contains(&wait), "{wait}");
        assert!(failures.attempt("amy", client(1), 1000).is_ok(), "the client is known");
        assert!(failures.attempt("bob", client(2), 1000).is_ok(), "another client");
        assert!(failures.attempt("bob", client(1), 1000 + wait * 1000).is_ok());
        assert_eq!(failures.attempt("bob", client(1), 1000 + wait * 1000).err(), Some(36));
    }

    #[test]
    fn an_attack_from_many_addresses_is_slowed_down_and_locks_nobody_out() {
        let failures = FailedSignIns::new(100);
        let honest = failures.attempt("amy", client(0), 0).expect("allowed");
        failures.succeeded(&honest, 0);
        // Twenty clients try the account once per second for an hour.
        let mut tried = 0;
        for second in 0..3600 {
            for n in 1..=20 {
                tried += usize::from(failures.attempt("amy", client(n), second * 1000).is_ok());
            }
        }
        // The limit `ATTACKED` must slow this attack down. Without this limit, each client could try about 200 times in
        // this hour, because of the limit per hour. All twenty clients together could then try about 4,000 times.
        assert!((50..600).contains(&tried), "{tried}");
        assert!(failures.attempt("amy", client(6000), HOUR).is_ok(), "a new client may try");
        for _ in 0..10 {
            assert!(failures.attempt("amy", client(0), HOUR).is_ok(), "a known client has the usual limit");
        }
        assert!(failures.attempt("amy", client(0), HOUR).is_err());
        let attempts_after_the_attack =
            (0..10).filter(|_| failures.attempt("amy", client(1), 3 * HOUR).is_ok()).count();
        assert_eq!(attempts_after_the_attack, 10);
    }

    #[test]
    fn the_networks_of_one_site_have_a_common_limit() {
        let failures = FailedSignIns::new(3);
        let network = |site: u16, network: u16| Ipv6Addr::new(0x2001, 0xdb8, site, network, 0, 0, 0, 0).into();
        let known = failures.attempt("amy", network(1, 0), 0).expect("allowed");
        failures.succeeded(&known, 0);
        let allowed = (0..100).filter(|n| failures.attempt(&format!("user{n}"), network(1, 1 + *n), 0).is_ok()).count();
        assert_eq!(allowed, 30);
        assert!(failures.attempt("amy", network(1, 0), 0).is_ok(), "a known client of this site");
        assert!(failures.attempt("bob", network(2, 0), 0).is_ok(), "another site");
    }

    #[test]
    fn attempts_that_did_not_fail_do_not_count_and_use_no_memory() {
        let failures = FailedSignIns::new(3);
        for n in 0..100 {
            let attempt = failures.attempt("amy", client(1), 5).expect("allowed");
            if n == 99 { failures.succeeded(&attempt, 5) } else { failures.forget(&attempt, 5) }
        }
        let state = failures.lock();
        assert!(state.pairs.is_empty());
        assert_eq!(state.known.len(), 1);
        let [account, client] = [failures.hasher.hash_one("amy"), failures.hasher.hash_one(client(1))];
        assert_eq!((state.accounts.wait(account, 5), state.clients.wait(client, 5)), (None, None));
    }

    /// In this test, the bucket of the account is full, so the account counts as attacked. A further attempt adds
    /// nothing to a full bucket. When [`FailedSignIns::forget`] removes this attempt, it must take nothing out of the
    /// bucket. Otherwise, forgotten attempts would empty the bucket, and the limit [`ATTACKED`] would no longer apply.
    #[test]
    fn an_attempt_that_is_forgotten_does_not_make_an_attacked_account_a_usual_one() {
        let failures = FailedSignIns::new(0);
        for n in 0..60 {
            let _ = failures.attempt("amy", client(n), 5);
        }
        let attacker = client(1000);
        assert_eq!((0..10).filter(|_| failures.attempt("amy", attacker, 5).is_ok()).count(), 3);
        for n in 0..10 {
            let attempt = failures.attempt("amy", client(2000 + n), 5).expect("a new client may try");
            failures.forget(&attempt, 5);
            assert!(failures.attempt("amy", attacker, 5).is_err());
        }
    }
}
