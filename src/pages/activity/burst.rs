//! A burst sends many requests at the same moment, and counts the successful responses and the refreshes.

use std::cell::RefCell;
use std::rc::Rc;

use crate::components::board_text::board_text;
use crate::components::time::since_start;
use crate::session::Api;
use crate::texts::activity;
use evergreen_session::{Error, Request, Signal, Task};

/// How many requests a burst may have.
pub const SIZES: std::ops::RangeInclusive<u32> = 1..=1000;

/// The result of a burst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// How many requests were sent.
    pub size: u32,
    /// How many of the requests succeeded.
    pub succeeded: u32,
    /// How many refreshes this tab sent during the burst.
    pub refreshes: u32,
    /// How long the burst took, in ms.
    pub elapsed: u32,
    /// The error of the first request that failed; `None` if all succeeded.
    pub error: Option<Error>,
}

impl Burst {
    /// Sends copies of `request`, all at the same time. `size` is the number of copies. From time to time, calls
    /// `progress` with the number of copies that have ended so far. Returns the result when all copies have ended.
    /// Dropping the future cancels the copies that have not ended.
    pub async fn send(api: Api, request: Request, size: u32, progress: impl Fn(u32)) -> Burst {
        let (refreshes, started) = (api.refreshes(), since_start());
        let mut burst = Burst { size, succeeded: 0, refreshes: 0, elapsed: 0, error: None };
        let responses = Rc::<Responses>::default();
        let call = |_| {
            let (api, request, responses) = (api.clone(), request.clone(), responses.clone());
            Task::spawn(Box::pin(async move {
                let response = board_text(&api, request).await;
                responses.waiting.borrow_mut().push(response.err());
                responses.more.wake();
            }))
        };
        let _calls: Vec<Task> = (0..size).map(call).collect();
        let step = (size / 20).max(1);
        for done in 1..=size {
            match responses.next().await {
                None => burst.succeeded += 1,
                Some(error) => {
                    burst.error.get_or_insert(error);
                }
            }
            // The progress is reported only from time to time, because rendering the page after each response would
            // take longer than the burst.
            if done % step == 0 {
                progress(done);
            }
        }
        burst.refreshes = api.refreshes().saturating_sub(refreshes);
        burst.elapsed = (since_start() - started).round() as u32;
        burst
    }
}

/// The results that have arrived, but that [`Burst::send`] has not counted yet. If a request succeeded, its result is
/// `None`. If a request failed, its result is the error.
#[derive(Default)]
struct Responses {
    waiting: RefCell<Vec<Option<Error>>>,
    more: Signal,
}

impl Responses {
    async fn next(&self) -> Option<Error> {
        loop {
            if !self.waiting.borrow().is_empty() {
                return self.waiting.borrow_mut().remove(0);
            }
            // After this wait, the loop checks `waiting` again. So the result of the wait is not needed.
            let _ = self.more.change().await;
        }
    }
}

/// Formats the result as one line, such as `100 of 100 succeeded · 1 refresh · 182 ms`.
impl std::fmt::Display for Burst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&activity::burst(self.succeeded, self.size, self.refreshes, self.elapsed))
    }
}

/// Reads the size of a burst from a text that a person has typed. `None` if the text is not a whole number within
/// [`SIZES`].
pub fn size(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|size| SIZES.contains(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_contains_requests_refreshes_and_time() {
        let mut burst = Burst { size: 100, succeeded: 100, refreshes: 1, elapsed: 182, error: None };
        assert_eq!(burst.to_string(), "100 of 100 succeeded · 1 refresh · 182 ms");
        burst.refreshes = 0;
        burst.succeeded = 99;
        assert_eq!(burst.to_string(), "99 of 100 succeeded · 0 refreshes · 182 ms");
        burst.refreshes = 2;
        assert!(burst.to_string().contains(" · 2 refreshes · "));
    }

    #[test]
    fn sizes_are_whole_and_within_bounds() {
        assert_eq!((size("1"), size(" 1000 ")), (Some(1), Some(1000)));
        for text in ["", "0", "1001", "-1", "1.5", "1e2", "many"] {
            assert_eq!(size(text), None, "{text:?}");
        }
    }
}
