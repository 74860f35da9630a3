//! How long ago something was, in words that stay true while one looks.
//! It must not know what it was.

use yew::hook;

use crate::components::redraw::use_redraw;
use evergreen_session::Millis;

/// Such as `12 s ago`. An age that can't be, since somebody has set the clock, is `just now`.
pub fn ago(at: Millis) -> String {
    match seconds_since(at) {
        0 => "just now".to_owned(),
        seconds => format!("{} ago", age(seconds)),
    }
}

/// Such as `42 s`, `3 min` or `5 h`.
pub fn age(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

/// Whole seconds since then; none where that is yet to come by this device's clock.
pub fn seconds_since(at: Millis) -> u64 {
    (js_sys::Date::now() as u64).saturating_sub(at) / 1_000
}

/// Draws the component anew every second.
#[hook]
pub fn use_seconds() {
    use_redraw(1_000, || true);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_unit_that_one_thinks_in() {
        for (seconds, words) in [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h")] {
            assert_eq!(age(seconds), words);
        }
    }
}
