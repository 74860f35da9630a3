//! Checks formatted dates and times. The browser parses the formatted text, and the result must be the original time.

use evergreen::components::time::{date_and_time, time_of_day};
use js_sys::Date;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_browser_parses_formatted_times_to_the_same_moment() {
    // Two times in the local time zone: the first second of a year, and a time whose month, day, hour and minute have
    // two digits.
    for at in [Date::parse("2026-01-01T00:00:00"), Date::parse("2026-11-25T15:31:07")] {
        let text = date_and_time(at as u64);
        assert_eq!(Date::parse(&text.replace(' ', "T")), at, "{text}");
        assert!(text.ends_with(&time_of_day(at as u64)) && text.len() == 19, "{text}");
    }
}
