//! Formats moments as `15:31:07` and as `2026-11-25 15:31:07` in the device's time zone. Also reads the clock of the
//! page, which starts when the page is requested.
//!
//! The parts of a date are in the order of ISO 8601. The browser's own formatting of dates is not used: its first call
//! blocks the page for a tenth of a second, and on a phone for several times as long.

use js_sys::Date;

/// Returns the time since the page was requested, in milliseconds with fractions. If the user changes the device's
/// clock, this time is not affected. Outside of a page, the result is 0.
pub fn since_start() -> f64 {
    // A native test has no window, and the call of `window` would panic there.
    let window = if cfg!(target_arch = "wasm32") { web_sys::window() } else { None };
    window.and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Formats the present time of day, such as `15:31:07`.
pub fn time_now() -> String {
    time_of(&Date::new_0())
}

/// Formats the time of day of a moment, such as `15:31:07`. `at` is in milliseconds since 1970.
pub fn time_of_day(at: u64) -> String {
    time_of(&date_of(at))
}

/// Formats the date and the time of a moment, such as `2026-11-25 15:31:07`. `at` is in milliseconds since 1970.
pub fn date_and_time(at: u64) -> String {
    let date = date_of(at);
    format!("{}-{:02}-{:02} {}", date.get_full_year(), date.get_month() + 1, date.get_date(), time_of(&date))
}

/// Reads a moment such as `2026-11-28T09:00:00Z` (RFC 3339), in milliseconds since 1970. `None` if the text is not such
/// a moment, or if the moment is before 1970.
pub fn moment(text: &str) -> Option<u64> {
    let at = Date::parse(text);
    // For a text that is not a date, `parse` returns NaN, which is not greater than any number.
    (at >= 0.0).then_some(at as u64)
}

fn date_of(at: u64) -> Date {
    Date::new(&(at as f64).into())
}

fn time_of(date: &Date) -> String {
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}
