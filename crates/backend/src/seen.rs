//! What a test looks at afterwards: the requests that came, and how many preflights.
//! It must not know a query, a body, a header but the origin: nothing kept here can hold a token.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request that came; no preflight is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without its query.
    pub path: String,
    /// The status answered; 0 if none was, or not yet.
    pub status: u16,
    /// The `Origin` it came with.
    pub origin: Option<String>,
}

/// Every request since the start, or since it was last cleared.
#[derive(Default)]
pub(crate) struct Log(Mutex<Requests>);

#[derive(Default)]
struct Requests {
    /// How many were cleared: the number of the first one here.
    first: usize,
    seen: Vec<Seen>,
    preflights: usize,
}

impl Log {
    /// Notes a request as unanswered, and gives it a number.
    pub(crate) fn arrived(&self, method: &str, path: &str, origin: Option<&str>) -> usize {
        let mut requests = self.lock();
        requests.seen.push(Seen {
            method: method.to_owned(),
            path: path.to_owned(),
            status: 0,
            origin: origin.map(str::to_owned),
        });
        requests.first + requests.seen.len() - 1
    }

    /// Notes a preflight.
    pub(crate) fn preflight(&self) {
        self.lock().preflights += 1;
    }

    /// How many preflights came.
    pub(crate) fn preflights(&self) -> usize {
        self.lock().preflights
    }

    /// Notes what the request of this number was answered.
    pub(crate) fn answered(&self, number: usize, status: u16) {
        let mut requests = self.lock();
        let index = number.checked_sub(requests.first);
        if let Some(seen) = index.and_then(|index| requests.seen.get_mut(index)) {
            seen.status = status;
        }
    }

    /// All of them, in the order they came.
    pub(crate) fn all(&self) -> Vec<Seen> {
        self.lock().seen.clone()
    }

    /// Forgets them.
    pub(crate) fn clear(&self) {
        let mut requests = self.lock();
        requests.first += requests.seen.len();
        requests.seen.clear();
        requests.preflights = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Requests> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
