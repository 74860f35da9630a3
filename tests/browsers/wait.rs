//! Waits for a condition. A test uses this instead of waiting for a fixed time.

use std::time::{Duration, Instant};

/// How long [`until`] waits at most. The limit is generous, because a test waits this long only if something is broken.
pub const DEADLINE: Duration = Duration::from_secs(20);

const PAUSE: Duration = Duration::from_millis(20);

/// Calls `check` again and again until it returns a value, and returns this value. `what` says what the test waits for,
/// and an error of `check` says what it found instead. After [`DEADLINE`], panics with `what` and the last error.
pub async fn until<T>(what: &str, check: impl AsyncFn() -> Result<T, String>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        match check().await {
            Ok(found) => return found,
            Err(instead) if Instant::now() > end => {
                panic!("waited {} s for {what}; instead: {instead}", DEADLINE.as_secs())
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
