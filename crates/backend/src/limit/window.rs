//! A limit on the events of a key within a minute. Unlike a bucket, it stores the time of each event.

use std::collections::{HashMap, VecDeque};

/// How many events a key may have within [`WINDOW`].
const MAX: usize = 10;
/// The time, in milliseconds, after which an event no longer counts.
const WINDOW: u64 = 60_000;
/// The maximum number of stored keys.
const CAPACITY: usize = 100_000;

/// The times of the recent events of many keys, in milliseconds.
#[derive(Default)]
pub(super) struct RecentEvents(HashMap<u64, VecDeque<u64>>);

impl RecentEvents {
    /// Returns how long the key has to wait until its next event is possible; `None` if it is possible now.
    pub(super) fn wait(&self, key: u64, now: u64) -> Option<u64> {
        let recent = self.0.get(&key).into_iter().flatten().filter(|at| **at + WINDOW > now);
        // An event is possible if there are fewer than ten recent ones. Otherwise the key has to wait until the tenth
        // of them, counted from the newest, is a minute old.
        recent.rev().nth(MAX - 1).map(|at| at + WINDOW - now)
    }

    /// Adds an event. If [`CAPACITY`] other keys are stored, removes those whose events no longer count. If there is no
    /// such key, removes the key whose last event is the oldest.
    pub(super) fn add(&mut self, key: u64, now: u64) {
        if self.0.len() >= CAPACITY && !self.0.contains_key(&key) {
            self.make_room(now);
        }
        let times = self.0.entry(key).or_default();
        while times.front().is_some_and(|at| at + WINDOW <= now) {
            times.pop_front();
        }
        times.push_back(now);
    }

    /// Removes an event that was added at the time `at`.
    pub(super) fn remove(&mut self, key: u64, at: u64) {
        let Some(times) = self.0.get_mut(&key) else { return };
        if let Some(index) = times.iter().rposition(|other| *other == at) {
            times.remove(index);
        }
        if times.is_empty() {
            self.0.remove(&key);
        }
    }

    /// Returns whether no key is stored.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn make_room(&mut self, now: u64) {
        self.0.retain(|_, times| times.back().is_some_and(|at| at + WINDOW > now));
        if self.0.len() >= CAPACITY {
            let oldest = self.0.iter().min_by_key(|(_, times)| times.back()).map(|(key, _)| *key);
            oldest.and_then(|key| self.0.remove(&key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_event_is_possible_when_the_first_is_a_minute_old() {
        let mut events = RecentEvents::default();
        for second in 0..10 {
            assert_eq!(events.wait(7, second * 1000), None);
            events.add(7, second * 1000);
        }
        assert_eq!(events.wait(7, 10_000), Some(50_000));
        assert_eq!(events.wait(7, 59_999), Some(1));
        assert_eq!(events.wait(8, 10_000), None, "another key");
        assert_eq!(events.wait(7, 60_000), None);
        events.add(7, 60_000);
        assert_eq!(events.wait(7, 60_000), Some(1000));
    }

    #[test]
    fn a_removed_event_does_not_count_and_uses_no_memory() {
        let mut events = RecentEvents::default();
        for _ in 0..MAX {
            events.add(7, 5);
        }
        assert!(events.wait(7, 5).is_some());
        events.remove(7, 5);
        assert_eq!(events.wait(7, 5), None);
        (1..MAX).for_each(|_| events.remove(7, 5));
        assert!(events.0.is_empty());
    }

    #[test]
    fn the_number_of_keys_is_limited() {
        let mut events = RecentEvents::default();
        for key in 0..CAPACITY as u64 + 5 {
            events.add(key, key / 1000);
        }
        assert_eq!(events.0.len(), CAPACITY);
        let oldest = (0..1000).filter(|key| events.0.contains_key(key)).count();
        assert_eq!(oldest, 995, "the oldest ones are removed");
    }
}
