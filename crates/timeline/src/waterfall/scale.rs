//! The horizontal scale. It converts times to x positions, and chooses the times of the vertical lines.

use crate::time::Micros;

/// The width of the waterfall in units of the scale. The browser stretches the waterfall to the available width.
pub(crate) const WIDTH: u64 = 1_000;

/// The scale of one group.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// The time at the left edge.
    pub(super) from: Micros,
    /// How much time the whole width shows. It must not be 0.
    pub(super) length: Micros,
}

impl Scale {
    /// Returns the x position of a time, from 0 to [`WIDTH`]. A time outside of the scale is moved to the nearer edge.
    pub(super) fn x(self, at: Micros) -> u64 {
        (at.saturating_sub(self.from).saturating_mul(WIDTH) / self.length).min(WIDTH)
    }

    /// Returns the vertical lines. If the scale is 1 ms long or longer, there are two to six of them. Each line has its
    /// x position, and its time since the left edge. This time is a round number.
    pub(super) fn ticks(self) -> Vec<(u64, Micros)> {
        let mut step = 100;
        let mut factors = [2, 5, 10].iter().cycle();
        let mut decade = 100;
        while self.length / step > 6 {
            let factor = factors.next().copied().unwrap_or(10);
            step = decade * factor;
            if factor == 10 {
                decade = step;
            }
        }
        (1..=self.length / step).map(|count| (self.x(self.from + count * step), count * step)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_at_round_times_and_not_too_many() {
        for length in [1_000, 3_333, 90_000, 182_000, 1_000_000, 59_000_000, 3_600_000_000] {
            let ticks = Scale { from: 7, length }.ticks();
            assert!((2..=6).contains(&ticks.len()), "{length}: {ticks:?}");
            assert!(ticks.iter().all(|(x, _)| *x <= WIDTH));
        }
        let ticks = Scale { from: 0, length: 182_000 }.ticks();
        assert_eq!(ticks.into_iter().map(|(_, time)| time).collect::<Vec<_>>(), [50_000, 100_000, 150_000]);
    }
}
