//! Moments as a person's clock has them, `15:31:07` and `2026-11-25 15:31:07`, and as the page's own clock has them.
//! It must not know what happened then.
//!
//! By hand, in the order of ISO 8601: the browser's own words for a date take it a tenth of a second to load the first
//! time, several times that on a telephone, and nothing else can be done meanwhile.

use js_sys::Date;

use evergreen_session::Millis;

/// Milliseconds since the page was asked for, with fractions: a clock that no person can set back.
pub fn since_start() -> f64 {
    // Natively there is no window to ask.
    let window = if cfg!(target_arch = "wasm32") { web_sys::window() } else { None };
    window.and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// The time of day at this moment.
pub fn time_now() -> String {
    time_of(&Date::new_0())
}

/// The time of day of a moment, in ms since 1970.
pub fn time(at: Millis) -> String {
    time_of(&date_of(at))
}

/// Date and time of a moment, in ms since 1970.
pub fn date_and_time(at: Millis) -> String {
    let date = date_of(at);
    format!("{}-{:02}-{:02} {}", date.get_full_year(), date.get_month() + 1, date.get_date(), time_of(&date))
}

fn date_of(at: Millis) -> Date {
    Date::new(&(at as f64).into())
}

fn time_of(date: &Date) -> String {
    format!("{:02}:{:02}:{:02}", date.get_hours(), date.get_minutes(), date.get_seconds())
}
