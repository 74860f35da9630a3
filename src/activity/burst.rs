//! A burst: many calls at the same moment, and what came of them.
//! It must not know how calls share a refresh; it only counts.

use std::cell::RefCell;
use std::rc::Rc;

use crate::components::board_text::board_text;
use crate::components::time::since_start;
use crate::session::Api;
use evergreen_session::{Error, Request, Signal, Task};

/// How many calls a burst may have.
pub const SIZES: std::ops::RangeInclusive<u32> = 1..=1000;

/// What came of a burst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burst {
    /// How many calls there were.
    pub size: u32,
    /// How many were answered as they should.
    pub succeeded: u32,
    /// How many refreshes this tab sent meanwhile.
    pub refreshes: u32,
    /// How long all of it took, in ms.
    pub elapsed: u32,
    /// Why the first that failed did.
    pub error: Option<Error>,
}

impl Burst {
    /// Sends `request` so many times at once; tells `progress` now and then how many are done. Dropped, it cancels them.
    pub async fn send(api: Api, request: Request, size: u32, progress: impl Fn(u32)) -> Burst {
        let (refreshes, started) = (api.refreshes(), since_start());
        let mut burst = Burst { size, succeeded: 0, refreshes: 0, elapsed: 0, error: None };
        let answers = Rc::<Answers>::default();
        let call = |_| {
            let (api, request, answers) = (api.clone(), request.clone(), answers.clone());
            Task::spawn(Box::pin(async move {
                let answer = board_text(&api, request).await;
                answers.came.borrow_mut().push(answer.err());
                answers.more.wake();
            }))
        };
        let _calls: Vec<Task> = (0..size).map(call).collect();
        let step = (size / 20).max(1);
        for done in 1..=size {
            match answers.next().await {
                None => burst.succeeded += 1,
                Some(error) => {
                    burst.error.get_or_insert(error);
                }
            }
            // Drawing the page a thousand times would be what is measured.
            if done % step == 0 {
                progress(done);
            }
        }
        burst.refreshes = api.refreshes().saturating_sub(refreshes);
        burst.elapsed = (since_start() - started).round() as u32;
        burst
    }
}

/// What came of the calls and has not been counted yet: nothing where one went well.
#[derive(Default)]
struct Answers {
    came: RefCell<Vec<Option<Error>>>,
    more: Signal,
}

impl Answers {
    async fn next(&self) -> Option<Error> {
        loop {
            if !self.came.borrow().is_empty() {
                return self.came.borrow_mut().remove(0);
            }
            // Woken for good, or to look again.
            let _ = self.more.change().await;
        }
    }
}

/// Such as `100 of 100 succeeded · 1 refresh · 182 ms`.
impl std::fmt::Display for Burst {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Burst { size, succeeded, refreshes, elapsed, .. } = self;
        let noun = if *refreshes == 1 { "refresh" } else { "refreshes" };
        write!(f, "{succeeded} of {size} succeeded · {refreshes} {noun} · {elapsed} ms")
    }
}

/// The size that was typed, where a burst may have it.
pub fn size(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|size| SIZES.contains(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_counts_calls_refreshes_and_time() {
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
