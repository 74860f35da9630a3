//! The only place where a test waits, and it waits for something.
//! It must not know what it waits for.

use std::time::{Duration, Instant};

/// How long anything may take; generous, because it only costs time when something is broken.
pub const DEADLINE: Duration = Duration::from_secs(20);

const PAUSE: Duration = Duration::from_millis(20);

/// Asks `look` until it finds something. `Err` holds what was there instead, for the panic that ends a vain wait.
pub async fn until<T>(what: &str, look: impl AsyncFn() -> Result<T, String>) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        match look().await {
            Ok(found) => return found,
            Err(instead) if Instant::now() > end => {
                panic!("waited {} s in vain for {what}; instead: {instead}", DEADLINE.as_secs())
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
