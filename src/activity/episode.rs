//! What belongs together on the timeline: operations and events with no long silence between them.
//! It must not know how an episode is drawn.

use super::clock::Micros;
use super::journal::Entries;

/// So long a silence parts two episodes.
const SILENCE: Micros = 2_000_000;

/// A part of the time in which something went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Episode {
    /// When it began.
    pub from: Micros,
    /// When the last thing in it was over, as far as it is.
    pub to: Micros,
}

impl Episode {
    /// All of them, in order; what is under way lasts until `now`.
    pub fn all(entries: &Entries, now: Micros) -> Vec<Episode> {
        let lanes = entries.lanes.iter().map(|lane| Episode { from: lane.begun, to: lane.until(now) });
        let marks = entries.marks.iter().map(|mark| Episode { from: mark.begun(), to: mark.at });
        let mut parts: Vec<Episode> = Vec::new();
        for part in lanes.chain(marks) {
            insert(&mut parts, part, |part| part.from);
        }
        let mut episodes: Vec<Episode> = Vec::new();
        for part in parts {
            match episodes.last_mut() {
                Some(last) if part.from <= last.to.saturating_add(SILENCE) => last.to = last.to.max(part.to),
                _ => episodes.push(part),
            }
        }
        episodes
    }

    /// Whether something that began then belongs to it.
    pub fn holds(&self, from: Micros) -> bool {
        (self.from..=self.to).contains(&from)
    }
}

/// Puts `item` in its place by the time. Sorting would bring a first load some KB of it, for what is nearly in order.
pub fn insert<T>(items: &mut Vec<T>, item: T, time: impl Fn(&T) -> Micros) {
    let place = items.partition_point(|other| time(other) <= time(&item));
    items.insert(place, item);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::journal::{Mark, What};
    use crate::activity::lane::Lane;
    use evergreen_session::Event;
    use evergreen_session::trace::{End, Operation, Step};

    fn entries(lanes: &[(Micros, Option<Micros>)], marks: &[(Option<Micros>, Micros)]) -> Entries {
        let lane = |(begun, over): &(Micros, Option<Micros>)| {
            let mut lane = Lane::new(1, Operation::Refresh, *begun);
            over.map(|over| lane.step(Step::Over(End::Done), over));
            lane
        };
        let mark =
            |(from, at): &(Option<Micros>, Micros)| Mark { at: *at, from: *from, what: What::Heard(Event::Renewed) };
        Entries {
            lanes: lanes.iter().map(lane).collect(),
            marks: marks.iter().map(mark).collect(),
            ..Entries::default()
        }
    }

    #[test]
    fn a_long_silence_parts_and_a_short_one_does_not() {
        let all = Episode::all(&entries(&[(0, Some(10)), (SILENCE + 10, Some(SILENCE + 20))], &[]), 0);
        assert_eq!(all, [Episode { from: 0, to: SILENCE + 20 }]);
        let all = Episode::all(&entries(&[(0, Some(10)), (SILENCE + 11, Some(SILENCE + 20))], &[]), 0);
        assert_eq!(all.len(), 2);
        assert!(all[1].holds(SILENCE + 11) && !all[0].holds(SILENCE + 11));
    }

    #[test]
    fn what_is_under_way_lasts_and_marks_count_from_their_beginning() {
        let now = 9 * SILENCE;
        assert_eq!(Episode::all(&entries(&[(5, None)], &[(None, now - 1)]), now), [Episode { from: 5, to: now }]);
        let other_tab = entries(&[(100, Some(200))], &[(Some(40), 150)]);
        assert_eq!(Episode::all(&other_tab, now), [Episode { from: 40, to: 200 }]);
        assert_eq!(Episode::all(&Entries::default(), now), []);
    }
}
