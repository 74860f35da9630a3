//! How far a request of a component is.

use std::cell::Cell;

use crate::error::Error;

/// How far a request of a component is. The component shows this to the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<T> {
    /// Nothing to show: the request was not made yet, or less than [`WAITING_AFTER`](crate::WAITING_AFTER) ago.
    Quiet,
    /// The response takes long enough to show that the page waits for it.
    Waiting,
    /// The request succeeded.
    Ready(T),
    /// The request failed. Each failure has a different number. Use the number as the `key` of the message: if the next
    /// request fails in the same way, assistive technology then announces the message again.
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
