//! What one call may still do after a refusal (rule 4): a decision that needs nothing but what the call has done so far.
//! It must not send anything.

use crate::error::Transient;
use crate::record::Stamp;

/// What one call has used up of its chances: one refresh and one skip, so it is sent three times at most.
#[derive(Default)]
pub(super) struct Retries {
    pub(super) refreshed: bool,
    pub(super) foresaw: bool,
    /// What came of its refresh, where that was sent too early to be told.
    pub(super) trouble: Option<Transient>,
    skipped: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    SendAgain,
    Refresh,
    GiveUp,
}

impl Retries {
    /// Whether to renew before sending: once, as this call's refresh.
    pub(super) fn may_foresee(&self) -> bool {
        !self.foresaw && !self.refreshed
    }

    /// A 401 for a call sent under one renewal, while the record names perhaps another (rule 4).
    pub(super) fn after_refusal(&mut self, sent_under: &Stamp, now: &Stamp) -> Next {
        if sent_under != now && !self.skipped {
            self.skipped = true;
            Next::SendAgain
        } else if !self.refreshed {
            self.refreshed = true;
            Next::Refresh
        } else {
            Next::GiveUp
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_skip_one_refresh_and_never_more_than_three_sends() {
        let (old, new) = (Stamp::new("old"), Stamp::new("new"));
        let mut retries = Retries::default();
        assert_eq!(retries.after_refusal(&old, &new), Next::SendAgain);
        assert_eq!(retries.after_refusal(&new, &new), Next::Refresh);
        assert_eq!(retries.after_refusal(&old, &new), Next::GiveUp);
        let mut retries = Retries::default();
        assert_eq!(retries.after_refusal(&old, &old), Next::Refresh);
        assert_eq!(retries.after_refusal(&new, &new), Next::GiveUp);
    }

    #[test]
    fn a_call_renews_ahead_of_time_once_and_not_after_a_refusal() {
        assert!(Retries::default().may_foresee());
        assert!(!Retries { foresaw: true, ..Retries::default() }.may_foresee());
        assert!(!Retries { refreshed: true, ..Retries::default() }.may_foresee());
    }
}
