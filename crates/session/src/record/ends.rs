//! The ends of a session that the server has announced, and when to warn of them.

use super::session_record::{Millis, SignedIn};
use super::warning_time::warning_time;

/// How long before the end of a session a warning is usually due, in milliseconds (see [`warning_time`]).
const WARNING: Millis = 300_000;

/// What a response to a sign-in or a refresh announces about the ends of the session, in seconds after the request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The session ends after this time, whatever renews it.
    pub session: Option<u32>,
    /// The session ends after this time, if nothing renews it.
    pub idle: Option<u32>,
}

/// A warning of an end of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndWarning {
    /// When the session ends, in milliseconds since 1970 by the device's clock.
    pub at: Millis,
    /// Whether this time is over. Only a request finds out whether the session has really ended.
    pub is_over: bool,
}

impl<U> SignedIn<U> {
    /// Returns the session with the ends that the last response has announced. What it does not mention stays as it
    /// was. `renewed_at` must be the time of the request.
    pub fn with_ends(mut self, ends: Ends) -> Self {
        let session_ends_at = ends.session.map(|seconds| self.renewed_at.saturating_add(Millis::from(seconds) * 1_000));
        self.session_ends_at = session_ends_at.or(self.session_ends_at);
        self.idle_expires_in = ends.idle.or(self.idle_expires_in);
        self
    }

    /// When the session ends if nothing renews it, in milliseconds since 1970 by the device's clock. `None` if the
    /// server has not announced this.
    pub fn idle_ends_at(&self) -> Option<Millis> {
        Some(self.renewed_at.saturating_add(Millis::from(self.idle_expires_in?) * 1_000))
    }

    /// Whether the server has announced an end of the session.
    pub fn has_end(&self) -> bool {
        self.session_ends_at.is_some() || self.idle_expires_in.is_some()
    }

    /// Returns the warning that is due at the time `now`. `now` is in milliseconds since 1970 by the device's clock. If
    /// two ends of the session are near, the warning is about the earlier one. `None` if no warning is due, for example
    /// because a refresh has moved the end.
    pub fn end_warning(&self, now: Millis) -> Option<EndWarning> {
        let due = |end: Option<Millis>, begin: Millis| {
            end.filter(|end| now + warning_time(end.saturating_sub(begin), WARNING) >= *end)
        };
        let session = due(self.session_ends_at, self.since.unwrap_or_default());
        let idle = due(self.idle_ends_at(), self.renewed_at);
        session.into_iter().chain(idle).min().map(|at| EndWarning { at, is_over: at <= now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Stamp;

    const START: Millis = 1_700_000_000_000;
    const MINUTE: Millis = 60_000;

    /// The end of which a warning is due at the time `now`.
    fn warned(session: &SignedIn<()>, now: Millis) -> Option<Millis> {
        session.end_warning(now).map(|warning| warning.at)
    }

    fn session(ends: Ends) -> SignedIn<()> {
        SignedIn::new(Stamp::new("s"), START, None, ()).with_ends(ends)
    }

    #[test]
    fn a_warning_is_due_five_minutes_before_an_end() {
        let ends = session(Ends { session: Some(3_600), idle: None });
        assert_eq!(warned(&ends, START + 55 * MINUTE - 1), None);
        assert_eq!(warned(&ends, START + 55 * MINUTE), Some(START + 60 * MINUTE));
        assert_eq!(warned(&session(Ends::default()), START + 1_000 * MINUTE), None);
    }

    #[test]
    fn a_session_of_six_minutes_is_warned_after_the_first() {
        let ends = session(Ends { session: Some(360), idle: None });
        assert_eq!(warned(&ends, START + MINUTE - 1), None);
        assert_eq!(warned(&ends, START + MINUTE), Some(START + 6 * MINUTE));
    }

    #[test]
    fn a_warning_of_a_short_session_is_due_after_half_of_it() {
        for ends in [Ends { session: Some(120), idle: None }, Ends { session: None, idle: Some(120) }] {
            assert_eq!(warned(&session(ends), START + MINUTE - 1), None);
            assert_eq!(warned(&session(ends), START + MINUTE), Some(START + 2 * MINUTE));
        }
    }

    #[test]
    fn a_warning_says_whether_the_end_is_over() {
        let ends = session(Ends { session: Some(3_600), idle: None });
        let is_over = |now| ends.end_warning(now).map(|warning| warning.is_over);
        assert_eq!(is_over(START + 60 * MINUTE - 1), Some(false));
        assert_eq!(is_over(START + 60 * MINUTE), Some(true));
    }

    #[test]
    fn a_refresh_moves_the_idle_end_and_not_the_other() {
        let ends = session(Ends { session: Some(3_600), idle: Some(1_800) });
        assert_eq!(warned(&ends, START + 26 * MINUTE), Some(START + 30 * MINUTE));
        let renewed = ends.renewed(Stamp::new("r"), START + 26 * MINUTE, None);
        assert_eq!(warned(&renewed, START + 30 * MINUTE), None);
        // The second refresh announces what is left of the session.
        let renewed = renewed.renewed(Stamp::new("q"), START + 50 * MINUTE, None);
        let renewed = renewed.with_ends(Ends { session: Some(600), idle: Some(1_800) });
        assert_eq!(warned(&renewed, START + 54 * MINUTE), None);
        assert_eq!(warned(&renewed, START + 55 * MINUTE), Some(START + 60 * MINUTE));
        // A server that extends the session moves its end.
        let extended = renewed.with_ends(Ends { session: Some(3_600), idle: None });
        assert_eq!(warned(&extended, START + 55 * MINUTE), None);
    }
}
