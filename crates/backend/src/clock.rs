//! The server's clock: the system's clocks plus offsets that tests can increase.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A wall clock and a monotonic clock that tests can move forward.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Instant,
    offset_ms: AtomicU64,
    /// Added to the wall clock only.
    date_offset_ms: AtomicU64,
}

impl Default for Clock {
    /// Returns a clock without an offset, whose monotonic time begins at 0.
    fn default() -> Self {
        Self { started: Instant::now(), offset_ms: AtomicU64::new(0), date_offset_ms: AtomicU64::new(0) }
    }
}

impl Clock {
    /// Returns the current time in milliseconds since 1970, including the offsets.
    pub(crate) fn now(&self) -> u64 {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let offsets = [&self.offset_ms, &self.date_offset_ms].map(|offset| offset.load(Ordering::SeqCst));
        offsets.into_iter().fold(millis(system), u64::saturating_add)
    }

    /// Returns the milliseconds since this clock was created, including the offset. This time never goes back, and it
    /// does not change when somebody sets the system's clock.
    pub(crate) fn elapsed(&self) -> u64 {
        millis(self.started.elapsed()).saturating_add(self.offset_ms.load(Ordering::SeqCst))
    }

    /// Moves the clock forward by this duration.
    pub(crate) fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(millis(by), Ordering::SeqCst);
    }

    /// Moves only the wall clock forward, as if somebody had set the system's clock.
    pub(crate) fn set_date_forward(&self, by: Duration) {
        self.date_offset_ms.fetch_add(millis(by), Ordering::SeqCst);
    }
}

/// Returns a duration in whole milliseconds, or `u64::MAX` if the duration is longer than that.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Converts a time in milliseconds since 1970 to a `SystemTime`. Functions that format dates take this type.
pub(crate) fn to_system_time(ms: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monotonic_time_does_not_depend_on_the_date() {
        let clock = Clock::default();
        assert!(clock.elapsed() < 60_000, "it counts from the start");
        assert!(clock.now() > 1_000_000_000_000, "and the wall clock from 1970");
        clock.advance(Duration::from_secs(3600));
        assert!((3_600_000..3_660_000).contains(&clock.elapsed()));
        let before = clock.now();
        clock.set_date_forward(Duration::from_secs(86_400));
        assert!(clock.now() >= before + 86_400_000);
        assert!((3_600_000..3_660_000).contains(&clock.elapsed()));
    }
}
