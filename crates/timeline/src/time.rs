//! The clock of the timeline: microseconds since the page began. Nobody can set this clock back. After the device has
//! slept for more than five seconds, the clock includes the time of the sleep.

use std::cell::Cell;

use evergreen_markup::time;
use evergreen_session::Millis;

/// A moment in microseconds since the page began, or a duration in microseconds. It is a whole number, because the
/// formatting of fractions would make the wasm larger.
pub(crate) type Micros = u64;

/// In most browsers, the page's clock stops while the device sleeps, and the device's clock goes on. During a sleep,
/// the device's clock therefore gets ahead of the page's clock. If it gets ahead by more than this number, in ms, the
/// device has slept. A smaller change counts as an adjustment of the device's clock.
const ADJUSTMENT: f64 = 5_000.0;

thread_local! {
    /// How long the device has slept since the page began, in ms. This is the last result of [`asleep`].
    static ASLEEP: Cell<f64> = const { Cell::new(0.0) };
    /// The time at which the page began, in ms since 1970.
    static ORIGIN: f64 = web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.time_origin());
}

/// Returns the present moment. In a native test, it is always 0.
pub(crate) fn now() -> Micros {
    // A native test runs outside a browser, so there is no page whose clock this function could read.
    if cfg!(not(target_arch = "wasm32")) {
        return 0;
    }
    let awake = time::since_start();
    let asleep = asleep(ASLEEP.get(), js_sys::Date::now() - origin() - awake);
    ASLEEP.set(asleep);
    ((awake + asleep) * 1_000.0) as Micros
}

/// Returns how long the device has slept since the page began, in ms. `known` is the previous result of this function.
/// `ahead` is how far the device's clock is ahead of the page's clock. If `ahead` exceeds `known` by more than
/// [`ADJUSTMENT`], the device has slept since the previous call, and the result is `ahead`. Otherwise, the result stays
/// `known`.
fn asleep(known: f64, ahead: f64) -> f64 {
    if ahead > known + ADJUSTMENT { ahead } else { known }
}

/// Converts a moment to milliseconds since 1970, by the device's clock.
pub(crate) fn device_time(at: Micros) -> Millis {
    (origin() + (at / 1_000) as f64) as Millis
}

fn origin() -> f64 {
    ORIGIN.with(|origin| *origin)
}

/// Formats the time of day of a moment as `14:02:11`.
pub(crate) fn time_of_day(at: Micros) -> String {
    time::time_of_day(device_time(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sleep_counts_and_an_adjusted_clock_does_not() {
        assert_eq!(asleep(0.0, 3_000.0), 0.0);
        assert_eq!(asleep(0.0, 28_800_000.0), 28_800_000.0);
        assert_eq!(asleep(28_800_000.0, 28_801_000.0), 28_800_000.0);
        // If the device's clock is set back, the measured duration of the sleep stays the same. So the timeline does
        // not go back.
        assert_eq!(asleep(28_800_000.0, -9_000.0), 28_800_000.0);
    }
}
