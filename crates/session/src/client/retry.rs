//! Decides what a call does after a 401 (rule 4). The decision depends on what the call has done so far, and on whether
//! the session was refreshed meanwhile.

use crate::error::Transient;
use crate::record::Stamp;

/// What one call has done so far. A call may be sent again once after a refresh, and once without a refresh. So it is
/// sent at most three times.
#[derive(Default)]
pub(super) struct Retries {
    pub(super) refreshed: bool,
    pub(super) foresaw: bool,
    /// The error of an early refresh. If the token is about to expire, the session is refreshed before the call is
    /// sent. If this early refresh fails, the call is sent all the same. If the server then refuses the call with a
    /// 401, and the call cannot be sent again, the call returns the error of the early refresh in place of the 401.
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
    /// Whether the call may cause an early refresh, which is a refresh before the call is sent. A call causes at most
    /// one early refresh. It causes none if it has already caused a refresh after a 401.
    pub(super) fn may_foresee(&self) -> bool {
        !self.foresaw && !self.refreshed
    }

    /// Decides what to do after a 401. The request was sent under the renewal `sent_under`, and the record now has the
    /// renewal `now`.
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
    fn a_call_is_sent_at_most_three_times() {
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
    fn a_call_refreshes_early_once_and_not_after_a_refusal() {
        assert!(Retries::default().may_foresee());
        assert!(!Retries { foresaw: true, ..Retries::default() }.may_foresee());
        assert!(!Retries { refreshed: true, ..Retries::default() }.may_foresee());
    }
}
