//! Formats durations for people. Also re-exports the functions of [`evergreen_markup::time`], which format moments and
//! read the page's clock.

use yew::hook;

use crate::components::redraw::use_redraw;
use crate::texts::time;
use evergreen_session::Millis;

pub use evergreen_markup::time::{date_and_time, moment, since_start, time_now, time_of_day};

/// Returns how many whole seconds have passed since `at`, by this device's clock. Returns 0 if `at` is in the future.
pub fn seconds_since(at: Millis) -> u64 {
    (js_sys::Date::now() as u64).saturating_sub(at) / 1_000
}

/// Returns how long ago `at` was by this device's clock, such as `12 s ago`. Returns `just now` if `at` is less than a
/// second ago or in the future.
pub fn ago(at: Millis) -> String {
    match seconds_since(at) {
        0 => time::JUST_NOW.to_owned(),
        seconds => time::ago(&age(seconds)),
    }
}

/// Formats a duration, which is given in seconds, as a text such as `42 s`, `3 min` or `5 h`. The number in the text is
/// rounded down.
pub fn age(seconds: u64) -> String {
    match seconds {
        0..120 => time::seconds(seconds),
        120..7_200 => time::minutes(seconds / 60),
        _ => time::hours(seconds / 3_600),
    }
}

/// Renders the component again every second, except while the page is hidden.
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
