//! Decides whether a session is idle: how long ago the app was used, when to ask, and when the session ends (rule 16).

use crate::record::{Millis, warning_time};

/// How long before the idle time-out a tab usually asks whether the user is still there, in milliseconds (see
/// [`warning_time`]).
const WARNING: Millis = 60_000;

/// Whether the session is idle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdleState {
    /// The app was used lately, nobody is signed in, or there is no idle time-out.
    #[default]
    Active,
    /// The session ends soon, unless somebody uses the app.
    Warning {
        /// How many seconds are left, at least 1.
        seconds_left: u32,
    },
    /// The time-out is over. Nobody is signed in any more.
    Ended,
}

/// A moment by the two clocks of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 by the device's clock, which runs while the device sleeps, and which the user may set.
    pub wall: Millis,
    /// Milliseconds by a clock that nobody can set, which may stand still while the device sleeps.
    pub monotonic: Millis,
}

/// Returns how long ago `then` was, in milliseconds. If the two clocks differ, the longer time counts. If the device's
/// clock was set back, that is the time of the monotonic clock. If the device slept, it is the time of the device's
/// clock. A device's clock that was set forward cannot be told from a sleep, so it counts as one.
pub(super) fn elapsed(now: Moment, then: Moment) -> Millis {
    now.wall.saturating_sub(then.wall).max(now.monotonic.saturating_sub(then.monotonic))
}

/// Returns whether the session is idle at the moment `now`, if the app was last used at the moment `last_use`.
/// `timeout` is in milliseconds.
pub fn idle_state(now: Moment, last_use: Moment, timeout: Millis) -> IdleState {
    let left = timeout.saturating_sub(elapsed(now, last_use));
    if left == 0 {
        IdleState::Ended
    } else if left > warning_time(timeout, WARNING) {
        IdleState::Active
    } else {
        IdleState::Warning { seconds_left: u32::try_from(left.div_ceil(1_000)).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IdleState::{Active, Ended, Warning};

    const START: Moment = Moment { wall: 1_700_000_000_000, monotonic: 5_000 };

    fn after(wall: i64, monotonic: Millis) -> Moment {
        Moment { wall: START.wall.saturating_add_signed(wall), monotonic: START.monotonic + monotonic }
    }

    fn state(seconds: i64, timeout: Millis) -> IdleState {
        let ms = seconds * 1_000;
        idle_state(after(ms, ms.unsigned_abs()), START, timeout * 1_000)
    }

    #[test]
    fn a_warning_comes_a_minute_before_the_end_or_after_half_of_a_short_time_out() {
        for (seconds, timeout, expected) in [
            (0, 900, Active),
            (839, 900, Active),
            (840, 900, Warning { seconds_left: 60 }),
            (899, 900, Warning { seconds_left: 1 }),
            (900, 900, Ended),
            (9_000, 900, Ended),
            (29, 90, Active),
            (30, 90, Warning { seconds_left: 60 }),
            (29, 60, Active),
            (30, 60, Warning { seconds_left: 30 }),
            (9, 20, Active),
            (10, 20, Warning { seconds_left: 10 }),
            (20, 20, Ended),
        ] {
            assert_eq!(state(seconds, timeout), expected, "{seconds} of {timeout} s");
        }
    }

    #[test]
    fn a_second_that_has_begun_counts_as_left() {
        assert_eq!(idle_state(after(19_999, 19_999), START, 20_000), Warning { seconds_left: 1 });
        assert_eq!(idle_state(after(10_001, 10_001), START, 20_000), Warning { seconds_left: 10 });
    }

    #[test]
    fn a_clock_that_was_set_back_gives_no_time() {
        let hour = 3_600_000;
        assert_eq!(idle_state(after(-hour, 5_000), START, 20_000), Active);
        assert_eq!(idle_state(after(-hour, 15_000), START, 20_000), Warning { seconds_left: 5 });
        assert_eq!(idle_state(after(-hour, 20_000), START, 20_000), Ended);
    }

    #[test]
    fn a_sleep_counts_even_if_the_monotonic_clock_stood_still() {
        assert_eq!(idle_state(after(3_600_000, 1_000), START, 900_000), Ended);
    }
}
