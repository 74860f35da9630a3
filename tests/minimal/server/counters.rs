//! The counters of the app. They are in memory, and they are the same for all users.

use std::collections::BTreeMap;

use serde::Serialize;

/// A counter, as the API returns it in JSON.
#[derive(Clone, Serialize)]
pub struct Counter {
    id: u32,
    name: String,
    count: i32,
}

/// All counters. At first, there are two: `apples` and `pears`.
pub struct Counters {
    counters: BTreeMap<u32, Counter>,
    next: u32,
}

impl Default for Counters {
    fn default() -> Self {
        let mut counters = Counters { counters: BTreeMap::new(), next: 1 };
        counters.add("apples");
        counters.add("pears");
        counters
    }
}

impl Counters {
    /// Adds a counter with this name. Its count begins at 0.
    pub fn add(&mut self, name: &str) {
        let (id, name) = (self.next, name.to_owned());
        self.counters.insert(id, Counter { id, name, count: 0 });
        self.next += 1;
    }

    /// Returns the counters whose names contain `text`, in the order in which they were added.
    pub fn search(&self, text: &str) -> Vec<Counter> {
        self.counters.values().filter(|counter| counter.name.contains(text)).cloned().collect()
    }

    /// Sets the count of a counter. Returns whether there is such a counter.
    pub fn set(&mut self, id: u32, count: i32) -> bool {
        self.counters.get_mut(&id).map(|counter| counter.count = count).is_some()
    }

    /// Removes a counter. Returns whether there was such a counter.
    pub fn remove(&mut self, id: u32) -> bool {
        self.counters.remove(&id).is_some()
    }
}
