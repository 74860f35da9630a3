//! Waiting for a condition. Tests never wait for a fixed time.

use std::time::{Duration, Instant};

/// How long to wait at most. The limit is generous, because a test waits this long only if something is broken.
pub const DEADLINE: Duration = Duration::from_secs(20);

const PAUSE: Duration = Duration::from_millis(20);

/// Calls `check` until it returns a value. Its error says what it found instead. If the deadline passes, this panics
/// with the last error.
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
