//! When the app was last used, in any tab: what is in storage, and what this tab knows (rule 16).

use super::idle_state::{Moment, elapsed};
use crate::record::{Millis, Stamp};

/// The last use of a session, as all tabs share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastUse {
    /// The session that was used.
    pub session: Stamp,
    /// The time of the use, in milliseconds since 1970 by the device's clock.
    pub at: Millis,
}

impl LastUse {
    /// The text that is stored: the time, a space and the stamp.
    pub fn to_text(&self) -> String {
        format!("{} {}", self.at, self.session.as_str())
    }

    /// Reads a stored text. `None` if it is anything else, because any script of the origin can write to the storage.
    pub fn from_text(text: &str) -> Option<Self> {
        let (at, session) = text.split_once(' ')?;
        Some(LastUse { session: Stamp::new(session), at: at.parse().ok()? })
    }
}

/// What one tab knows about the last use of a session.
#[derive(Debug)]
pub(super) struct KnownUse {
    session: Stamp,
    /// The last use in any tab. Its monotonic time is that at which this tab learned of the use.
    moment: Moment,
    /// The time that this tab has last seen in storage. `None` if the storage has no use of this session.
    stored: Option<Millis>,
    /// Whether this tab knows of a later use than the storage.
    unsaved: bool,
}

impl KnownUse {
    /// What a tab knows at first: the time in storage or, if there is none, the time `otherwise`.
    pub(super) fn new(session: Stamp, stored: Option<Millis>, otherwise: Millis, now: Moment) -> Self {
        let moment = Moment { wall: stored.unwrap_or(otherwise), ..now };
        KnownUse { session, moment, stored, unsaved: stored.is_none() }
    }

    pub(super) fn is_of(&self, session: &Stamp) -> bool {
        self.session == *session
    }

    pub(super) fn moment(&self) -> Moment {
        self.moment
    }

    /// Takes over the time that the storage has now. A time that this tab has seen before says nothing new. A new time
    /// is kept if it is later than what this tab knows. If it is earlier or missing, a later use was overwritten or
    /// deleted, and has to be saved again.
    pub(super) fn read(&mut self, stored: Option<Millis>, now: Moment) {
        if stored == self.stored {
            return;
        }
        self.stored = stored;
        let seen = stored.map(|wall| Moment { wall, ..now });
        let later = seen.filter(|seen| elapsed(now, *seen) <= elapsed(now, self.moment));
        self.moment = later.unwrap_or(self.moment);
        self.unsaved = later.is_none();
    }

    /// Notes that the app is used in this tab now.
    pub(super) fn used(&mut self, now: Moment) {
        self.moment = now;
        self.unsaved = true;
    }

    /// Returns the use to save, if the storage does not have the latest use, and if the use in storage is at least
    /// `pause` milliseconds old. The caller has to save it.
    pub(super) fn take_unsaved(&mut self, now: Moment, pause: Millis) -> Option<LastUse> {
        // If the time in storage is in the future, the clock was set back.
        let since = self.stored.and_then(|stored| now.wall.checked_sub(stored));
        let due = self.unsaved && since.is_none_or(|since| since >= pause);
        due.then(|| {
            self.unsaved = false;
            self.stored = Some(self.moment.wall);
            LastUse { session: self.session.clone(), at: self.moment.wall }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(ms: Millis) -> Moment {
        Moment { wall: 1_000_000 + ms, monotonic: ms }
    }

    fn known() -> KnownUse {
        KnownUse::new(Stamp::new("s"), Some(1_000_000), 0, moment(0))
    }

    #[test]
    fn a_stored_use_is_read_back_and_anything_else_is_not() {
        let used = LastUse { session: Stamp::new("a b"), at: 5 };
        assert_eq!(LastUse::from_text(&used.to_text()), Some(used));
        for text in ["", "5", "s 5", "-5 s", "{}", "99999999999999999999 s"] {
            assert_eq!(LastUse::from_text(text), None, "{text}");
        }
    }

    #[test]
    fn uses_are_saved_after_a_pause_and_the_last_one_is_never_forgotten() {
        let mut known = known();
        assert_eq!(known.take_unsaved(moment(9_000), 2_000), None, "nothing is new");
        known.used(moment(9_000));
        assert_eq!(known.take_unsaved(moment(9_000), 2_000).map(|used| used.at), Some(1_009_000));
        known.used(moment(10_000));
        known.used(moment(10_500));
        assert_eq!(known.take_unsaved(moment(10_500), 2_000), None);
        assert_eq!(known.take_unsaved(moment(11_000), 2_000).map(|used| used.at), Some(1_010_500));
    }

    #[test]
    fn an_earlier_use_of_another_tab_does_not_replace_a_later_one() {
        let mut known = known();
        known.used(moment(9_000));
        assert!(known.take_unsaved(moment(9_000), 0).is_some());
        known.read(Some(1_008_000), moment(9_100));
        assert_eq!(known.moment(), moment(9_000));
        assert_eq!(known.take_unsaved(moment(11_500), 2_000).map(|used| used.at), Some(1_009_000));
        known.read(Some(1_011_000), moment(11_600));
        assert_eq!(known.moment().wall, 1_011_000);
        assert_eq!(known.take_unsaved(moment(20_000), 0), None);
    }

    #[test]
    fn a_use_that_is_missing_in_storage_is_saved_again() {
        let mut known = KnownUse::new(Stamp::new("s"), None, 1_000_000, moment(0));
        assert_eq!(known.take_unsaved(moment(1), 2_000).map(|used| used.at), Some(1_000_000));
        known.read(Some(1_000_000), moment(2));
        known.read(None, moment(3));
        assert_eq!(known.take_unsaved(moment(4), 2_000).map(|used| used.at), Some(1_000_000));
    }

    #[test]
    fn the_age_of_a_use_does_not_shrink_when_the_clock_is_set_back() {
        let mut known = known();
        let later = Moment { wall: 500_000, monotonic: 60_000 };
        known.read(Some(1_000_000), later);
        assert_eq!(elapsed(later, known.moment()), 60_000);
        // Another tab was used after the clock was set back, so its time is earlier than the one in storage.
        known.read(Some(499_000), later);
        assert_eq!(elapsed(later, known.moment()), 1_000);
    }
}
