//! The log of the received requests, for tests. It keeps no query, no body and no header except `Origin`. It contains
//! no token and no password, because the contract sends them only in cookies and bodies.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request that the server received. Preflights are counted separately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method, like `GET`.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The status of the response; 0 if there is no response yet, or if the client gets no response because of a fault.
    pub status: u16,
    /// The value of the header `Origin`; `None` if the request does not have this header or if the value is not text.
    pub origin: Option<String>,
}

/// All requests since the start of the server, or since the log was cleared.
#[derive(Default)]
pub(crate) struct RequestLog(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    /// How many requests were cleared so far. This is also the number of the first request in `requests`, because
    /// requests are numbered from 0.
    first: usize,
    requests: Vec<RecordedRequest>,
    preflights: usize,
}

impl RequestLog {
    /// Adds a request, and returns its number. The status of the request is 0 until [`set_status`](Self::set_status) is
    /// called with this number.
    pub(crate) fn add(&self, method: &str, path: &str, origin: Option<&str>) -> usize {
        let mut entries = self.lock();
        entries.requests.push(RecordedRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            status: 0,
            origin: origin.map(str::to_owned),
        });
        entries.first + entries.requests.len() - 1
    }

    /// Sets the status of the request with this number, unless that request was cleared in the meantime.
    pub(crate) fn set_status(&self, number: usize, status: u16) {
        let mut entries = self.lock();
        let index = number.checked_sub(entries.first);
        if let Some(request) = index.and_then(|index| entries.requests.get_mut(index)) {
            request.status = status;
        }
    }

    /// Adds one to the number of preflights.
    pub(crate) fn add_preflight(&self) {
        self.lock().preflights += 1;
    }

    /// Returns the number of preflights since the start of the server, or since the log was cleared.
    pub(crate) fn preflights(&self) -> usize {
        self.lock().preflights
    }

    /// Returns all requests, in the order in which they arrived.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.lock().requests.clone()
    }

    /// Removes all requests and sets the number of preflights to 0.
    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        entries.first += entries.requests.len();
        entries.requests.clear();
        entries.preflights = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
