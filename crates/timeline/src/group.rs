//! Groups of operations and events that are close in time. The timeline shows one group at a time.

use crate::journal::Entries;
use crate::sorted::insert;
use crate::time::Micros;

/// The longest pause within a group, in microseconds. After a longer pause, a new group begins.
const SILENCE: Micros = 2_000_000;

/// The time of one group, from the first moment to the last, including both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// The time at which the first operation or event of the group began.
    pub(crate) from: Micros,
    /// The time at which the last operation or event of the group ended. If an operation is under way, this is the
    /// present time.
    pub(crate) to: Micros,
}

impl Group {
    /// Returns all groups in the order of time. An operation that is under way counts as if it ended at `now`.
    pub(crate) fn all(entries: &Entries, now: Micros) -> Vec<Group> {
        let operations = entries.operations.iter().map(|one| Group { from: one.begun, to: one.until(now) });
        let events = entries.events.iter().map(|event| Group { from: event.begun(), to: event.at });
        let mut parts: Vec<Group> = Vec::new();
        for part in operations.chain(events) {
            insert(&mut parts, part, |part| part.from);
        }
        let mut groups: Vec<Group> = Vec::new();
        for part in parts {
            match groups.last_mut() {
                Some(last) if part.from <= last.to.saturating_add(SILENCE) => last.to = last.to.max(part.to),
                _ => groups.push(part),
            }
        }
        groups
    }

    /// Returns whether something that began at the time `begun` belongs to the group.
    pub(crate) fn contains(&self, begun: Micros) -> bool {
        (self.from..=self.to).contains(&begun)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Origin, TimedEvent};
    use crate::operation::TimedOperation;
    use evergreen_session::Event;
    use evergreen_session::trace::{End, Operation, Step};

    fn entries(operations: &[(Micros, Option<Micros>)], events: &[(Option<Micros>, Micros)]) -> Entries {
        let operation = |(begun, over): &(Micros, Option<Micros>)| {
            let mut refresh = TimedOperation::new(1, Operation::Refresh, *begun);
            over.map(|over| refresh.step(Step::Over(End::Done), over));
            refresh
        };
        let event = |(from, at): &(Option<Micros>, Micros)| TimedEvent {
            event: Event::Renewed.into(),
            origin: Origin::Received,
            at: *at,
            from: *from,
        };
        Entries {
            operations: operations.iter().map(operation).collect(),
            events: events.iter().map(event).collect(),
            ..Entries::default()
        }
    }

    #[test]
    fn a_long_silence_separates_and_a_short_one_does_not() {
        let all = Group::all(&entries(&[(0, Some(10)), (SILENCE + 10, Some(SILENCE + 20))], &[]), 0);
        assert_eq!(all, [Group { from: 0, to: SILENCE + 20 }]);
        let all = Group::all(&entries(&[(0, Some(10)), (SILENCE + 11, Some(SILENCE + 20))], &[]), 0);
        assert_eq!(all.len(), 2);
        assert!(all[1].contains(SILENCE + 11) && !all[0].contains(SILENCE + 11));
    }

    #[test]
    fn what_is_under_way_lasts_and_events_count_from_their_beginning() {
        let now = 9 * SILENCE;
        assert_eq!(Group::all(&entries(&[(5, None)], &[(None, now - 1)]), now), [Group { from: 5, to: now }]);
        let other_tab = entries(&[(100, Some(200))], &[(Some(40), 150)]);
        assert_eq!(Group::all(&other_tab, now), [Group { from: 40, to: 200 }]);
        assert_eq!(Group::all(&Entries::default(), now), []);
    }
}
