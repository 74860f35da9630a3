//! How far a request of a component is.

use std::cell::Cell;

use crate::error::Error;

/// How far a request of a component is. The component shows this to the user.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage<T> {
    /// There is nothing to show. For example, the request was not made yet, or it was made less than
    /// [`WAITING_AFTER`](crate::WAITING_AFTER) milliseconds ago.
    Quiet,
    /// The response takes so long that the component should show that it waits.
    Waiting,
    /// The request succeeded with this result.
    Ready(T),
    /// The request failed. Each failure has a different number. Use the number as the `key` of the message: if the next
    /// request fails in the same way, assistive technology then announces the message again.
    Failed(Error, u32),
}

impl<T> Stage<T> {
    /// The stage of a request that has just failed with this error. The failure gets a number that differs from the
    /// numbers of all earlier failures.
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
