//! Rate limits. For each key, only one number is stored: the time at which the events of the key are forgotten. The
//! algorithm is called GCRA (generic cell rate algorithm).

use std::collections::HashMap;

/// The maximum number of stored keys. If a new key comes when this number is reached, the keys whose `forgotten_at` has
/// passed are removed. If there are no such keys, one key is removed: the key with the earliest `forgotten_at`.
const CAPACITY: usize = 100_000;

/// How many events a key may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    /// The number of events that are possible at once. With 0 there is no limit.
    pub(super) events: u32,
    /// The period in milliseconds. If a key has had no event for this time, all `events` are possible at once again.
    pub(super) period: u64,
}

/// The recent events of many keys. Times are in milliseconds.
pub(super) struct Buckets {
    rate: Rate,
    /// For each key, the time at which all its events are forgotten. Each event moves this time into the future by
    /// `period / events`. But the time is never later than one `period` after the last event.
    forgotten_at: HashMap<u64, u64>,
}

impl Buckets {
    /// Returns buckets without events.
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, forgotten_at: HashMap::new() }
    }

    /// Returns how long the key has to wait until its next event is possible; `None` if it is possible now.
    pub(super) fn wait(&self, key: u64, now: u64) -> Option<u64> {
        let latest = now + self.rate.period.saturating_sub(self.interval()?);
        self.forgotten_at.get(&key).and_then(|at| at.checked_sub(latest)).filter(|wait| *wait > 0)
    }

    /// Adds an event: moves the key's `forgotten_at` to a later time, from `now` if `forgotten_at` has already passed.
    /// The move is usually `period / events` long. But `forgotten_at` must not be more than one period after `now`. So
    /// the move is shorter if the bucket is almost full, and 0 if the bucket is full. Returns the length of the move in
    /// milliseconds, because [`remove`](Self::remove) needs it. Without a limit, nothing is stored.
    pub(super) fn add(&mut self, key: u64, now: u64) -> u64 {
        let Some(interval) = self.interval() else { return 0 };
        if self.forgotten_at.len() >= CAPACITY && !self.forgotten_at.contains_key(&key) {
            self.make_room(now);
        }
        let at = self.forgotten_at.entry(key).or_insert(now);
        let before = (*at).max(now);
        *at = (before + interval).min(now + self.rate.period);
        at.saturating_sub(before)
    }

    /// Removes an event that [`add`](Self::add) has added. `added` is the number that `add` returned for this event.
    /// `add` moved `forgotten_at` to a later time by this number of milliseconds, so exactly this number is subtracted
    /// again. It is smaller than `period / events`, or 0, if the bucket was almost full or full.
    pub(super) fn remove(&mut self, key: u64, added: u64, now: u64) {
        if let Some(at) = self.forgotten_at.get_mut(&key) {
            *at = at.saturating_sub(added);
            if *at <= now {
                self.forgotten_at.remove(&key);
            }
        }
    }

    /// Returns the time that one event adds to `forgotten_at`: the period divided by the number of events. Returns
    /// `None` if there is no limit.
    fn interval(&self) -> Option<u64> {
        self.rate.period.checked_div(self.rate.events.into())
    }

    fn make_room(&mut self, now: u64) {
        self.forgotten_at.retain(|_, at| *at > now);
        if self.forgotten_at.len() >= CAPACITY {
            let first = self.forgotten_at.iter().min_by_key(|(_, at)| **at).map(|(key, _)| *key);
            first.and_then(|key| self.forgotten_at.remove(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_possible_at_the_rate() {
        let mut buckets = Buckets::new(Rate { events: 3, period: 300 });
        for _ in 0..3 {
            assert_eq!(buckets.wait(7, 1000), None);
            buckets.add(7, 1000);
        }
        assert_eq!(buckets.wait(7, 1000), Some(100));
        assert_eq!(buckets.wait(7, 1099), Some(1));
        assert_eq!(buckets.wait(7, 1100), None);
        assert_eq!(buckets.wait(8, 1000), None, "another key");
        buckets.add(7, 1000);
        assert_eq!(buckets.wait(7, 1000), Some(100), "a full bucket stays full");
        buckets.remove(7, 100, 1000);
        assert_eq!(buckets.wait(7, 1000), None);
        assert_eq!(buckets.wait(7, 1300), None);
    }

    #[test]
    fn without_a_limit_nothing_is_stored() {
        let mut buckets = Buckets::new(Rate { events: 0, period: 300 });
        for _ in 0..100 {
            buckets.add(7, 0);
            assert_eq!(buckets.wait(7, 0), None);
        }
        assert!(buckets.forgotten_at.is_empty());
    }

    #[test]
    fn the_number_of_keys_is_limited_and_the_fullest_stay() {
        let mut buckets = Buckets::new(Rate { events: 2, period: 3_600_000 });
        buckets.add(u64::MAX, 0);
        buckets.add(u64::MAX, 0);
        for key in 0..CAPACITY as u64 + 10 {
            buckets.add(key, 0);
        }
        assert_eq!(buckets.forgotten_at.len(), CAPACITY);
        assert!(buckets.wait(u64::MAX, 0).is_some());
    }
}
