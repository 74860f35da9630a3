//! Formats durations for people. Also re-exports the clocks of [`evergreen_markup::time`].

use yew::hook;

use crate::components::redraw::use_redraw;
use crate::texts::time;
use evergreen_session::Millis;

pub use evergreen_markup::time::{date_and_time, since_start, time_now, time_of_day};

/// Returns the whole seconds since `at`; 0 if `at` is in the future by this device's clock.
pub fn seconds_since(at: Millis) -> u64 {
    (js_sys::Date::now() as u64).saturating_sub(at) / 1_000
}

/// Returns how long ago `at` was, such as `12 s ago`; `just now` if `at` is in the future by this device's clock.
pub fn ago(at: Millis) -> String {
    match seconds_since(at) {
        0 => time::JUST_NOW.to_owned(),
        seconds => time::ago(&age(seconds)),
    }
}

/// Formats a duration, such as `42 s`, `3 min` or `5 h`.
pub fn age(seconds: u64) -> String {
    match seconds {
        0..120 => time::seconds(seconds),
        120..7_200 => time::minutes(seconds / 60),
        _ => time::hours(seconds / 3_600),
    }
}

/// Renders the component again every second.
#[hook]
pub fn use_seconds() {
    use_redraw(1_000, || true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_given_in_its_usual_unit() {
        for (seconds, words) in [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h")] {
            assert_eq!(age(seconds), words);
        }
    }
}
