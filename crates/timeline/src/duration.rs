//! Formats durations as short texts.

use crate::time::Micros;

/// Formats a duration as `12.3 ms` or `4.56 s`. Cuts off further digits.
pub(crate) fn duration(micros: Micros) -> String {
    match micros {
        0..1_000_000 => format!("{}.{} ms", micros / 1_000, micros / 100 % 10),
        _ => format!("{}.{}{} s", micros / 1_000_000, micros / 100_000 % 10, micros / 10_000 % 10),
    }
}

/// Formats a round duration without needless zeros, such as `20 ms` or `1.5 s`.
pub(crate) fn round_duration(micros: Micros) -> String {
    match micros {
        0..1_000 => format!("0.{} ms", micros / 100),
        1_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ if micros.is_multiple_of(1_000_000) => format!("{} s", micros / 1_000_000),
        _ => format!("{}.{} s", micros / 1_000_000, micros / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_the_unit_that_suits_its_size() {
        for (micros, text) in
            [(0, "0.0 ms"), (340, "0.3 ms"), (12_345, "12.3 ms"), (999_999, "999.9 ms"), (4_567_890, "4.56 s")]
        {
            assert_eq!(duration(micros), text);
        }
    }

    #[test]
    fn a_round_duration_has_no_needless_digits() {
        for (micros, text) in [(500, "0.5 ms"), (20_000, "20 ms"), (3_000_000, "3 s"), (1_500_000, "1.5 s")] {
            assert_eq!(round_duration(micros), text);
        }
    }
}
