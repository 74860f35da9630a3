//! How far a request of a component is.

use std::cell::Cell;

use crate::error::Error;

/// How far a request of a component is, as the component should show it.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<T> {
    /// Nothing to show: the request was not made yet, or less than [`WAITING_AFTER`](crate::WAITING_AFTER) ago.
    Quiet,
    /// The response takes long enough to show that the page waits for it.
    Waiting,
    /// The request succeeded.
    Ready(T),
    /// The request failed. The number differs from failure to failure. As the `key` of the shown message, it makes assistive
    /// technology announce the message again where the next request fails in the same way.
    Failed(Error, u32),
}

impl<T> Stage<T> {
    /// The stage of a request that has just failed.
    pub(super) fn failed(error: Error) -> Self {
        Stage::Failed(error, next_number())
    }
}

fn next_number() -> u32 {
    thread_local! {
        static FAILURES: Cell<u32> = const { Cell::new(0) };
    }
    FAILURES.set(FAILURES.get().wrapping_add(1));
    FAILURES.get()
}
