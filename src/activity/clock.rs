//! The time on the timeline: microseconds since the page began, which no person can set back.
//! It must not know what happened when.

use std::cell::Cell;

use crate::components::time;
use evergreen_session::Millis;

/// Microseconds since the page began, or between two such moments. Whole, since fractions bring their own printing.
pub type Micros = u64;

/// A clock that goes wrong by no more than this, in ms, has not slept: people's clocks are set a little now and then.
const NAP: f64 = 5_000.0;

thread_local! {
    /// For how long the device has slept since the page began, in ms.
    static ASLEEP: Cell<f64> = const { Cell::new(0.0) };
    /// When the page began, in ms since 1970.
    static ORIGIN: f64 = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.time_origin());
}

/// Now.
pub fn since_start() -> Micros {
    // Natively there is no clock to ask.
    if cfg!(not(target_arch = "wasm32")) {
        return 0;
    }
    let awake = time::since_start();
    let asleep = asleep(ASLEEP.get(), js_sys::Date::now() - origin() - awake);
    ASLEEP.set(asleep);
    ((awake + asleep) * 1_000.0) as Micros
}

/// The page's own clock stands still in most browsers while the device sleeps; the person's goes on, and is by now so
/// far ahead of the page's.
fn asleep(known: f64, ahead: f64) -> f64 {
    if ahead > known + NAP { ahead } else { known }
}

/// The moment as a person's clock had it, in ms since 1970.
pub fn on_the_wall(at: Micros) -> f64 {
    origin() + (at / 1_000) as f64
}

fn origin() -> f64 {
    ORIGIN.with(|origin| *origin)
}

/// Such as `12.3 ms` or `4.56 s`.
pub fn duration(micros: Micros) -> String {
    match micros {
        0..1_000_000 => format!("{}.{} ms", micros / 1_000, micros / 100 % 10),
        _ => format!("{}.{}{} s", micros / 1_000_000, micros / 100_000 % 10, micros / 10_000 % 10),
    }
}

/// Such as `14:02:11`.
pub fn time_of_day(at: Micros) -> String {
    time::time_of_day(on_the_wall(at) as Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_counts_and_a_clock_that_is_set_a_little_does_not() {
        assert_eq!(asleep(0.0, 3_000.0), 0.0);
        assert_eq!(asleep(0.0, 28_800_000.0), 28_800_000.0);
        assert_eq!(asleep(28_800_000.0, 28_801_000.0), 28_800_000.0);
        // A clock that was set back: the timeline never goes back.
        assert_eq!(asleep(28_800_000.0, -9_000.0), 28_800_000.0);
    }

    #[test]
    fn durations_read_well_at_every_size() {
        for (micros, text) in
            [(0, "0.0 ms"), (340, "0.3 ms"), (12_345, "12.3 ms"), (999_999, "999.9 ms"), (4_567_890, "4.56 s")]
        {
            assert_eq!(duration(micros), text);
        }
    }
}
