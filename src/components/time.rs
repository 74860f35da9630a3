//! Points in time and durations: reading the clocks, and writing both for people.
//!
//! Dates are put together by hand, in the order of ISO 8601. The browser's own formatting of a date blocks the page for
//! a tenth of a second at its first use, and for longer on a phone.

use js_sys::Date;
use yew::hook;

use crate::components::redraw::use_redraw;
use crate::texts::time;
use evergreen_session::Millis;

/// Milliseconds since the page was requested, with fractions. This clock never goes back, even if somebody sets the
/// device's clock.
pub fn since_start() -> f64 {
    // Native tests have no window.
    let window = if cfg!(target_arch = "wasm32") { web_sys::window() } else { None };
    window.and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Whole seconds since then; 0 if that time is still to come by this device's clock.
pub fn seconds_since(at: Millis) -> u64 {
    (Date::now() as u64).saturating_sub(at) / 1_000
}

/// The local time now, such as `15:31:07`.
pub fn time_now() -> String {
    time_of(&Date::new_0())
}

/// The local time, such as `15:31:07`.
pub fn time_of_day(at: Millis) -> String {
    time_of(&date_of(at))
}

/// The local date and time, such as `2026-11-25 15:31:07`.
pub fn date_and_time(at: Millis) -> String {
    let date = date_of(at);
    format!("{}-{:02}-{:02} {}", date.get_full_year(), date.get_month() + 1, date.get_date(), time_of(&date))
}

/// How long ago that was, such as `12 s ago`. A time that is still to come by this device's clock is `just now`.
pub fn ago(at: Millis) -> String {
    match seconds_since(at) {
        0 => time::JUST_NOW.to_owned(),
        seconds => time::ago(&age(seconds)),
    }
}

/// A duration, such as `42 s`, `3 min` or `5 h`.
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

fn date_of(at: Millis) -> Date {
    Date::new(&(at as f64).into())
}

fn time_of(date: &Date) -> String {
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
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
