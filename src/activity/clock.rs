//! The time on the timeline: microseconds since the page began, which no person can set back.
//! It must not know what happened when.

use crate::components::clock::{self, time};
use crate::session::Millis;

/// Microseconds since the page began, or between two such moments. Whole, since fractions bring their own printing.
pub type Micros = u64;

/// Now.
pub fn since_start() -> Micros {
    (clock::since_start() * 1_000.0) as Micros
}

/// The moment as a person's clock had it, in ms since 1970.
pub fn on_the_wall(at: Micros) -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.time_origin()) + (at / 1_000) as f64
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
    time(on_the_wall(at) as Millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_at_every_size() {
        for (micros, text) in
            [(0, "0.0 ms"), (340, "0.3 ms"), (12_345, "12.3 ms"), (999_999, "999.9 ms"), (4_567_890, "4.56 s")]
        {
            assert_eq!(duration(micros), text);
        }
    }
}
