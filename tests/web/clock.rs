//! Moments in words, read back by the browser's own clock.
//! It must not know where they are shown.

use evergreen::components::time::{date_and_time, time_of_day};
use js_sys::Date;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn what_is_written_is_what_the_browser_reads() {
    // The first second of a year, and one with every part in two digits, by this device's own clock.
    for at in [Date::parse("2026-01-01T00:00:00"), Date::parse("2026-11-25T15:31:07")] {
        let words = date_and_time(at as u64);
        assert_eq!(Date::parse(&words.replace(' ', "T")), at, "{words}");
        assert!(words.ends_with(&time_of_day(at as u64)) && words.len() == 19, "{words}");
    }
}
