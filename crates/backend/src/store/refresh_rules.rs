//! The rules that decide whether a refresh token is accepted, and what a refresh changes. These functions are pure. So
//! both databases follow the same rules, and the rules are tested without a database.

/// The settings for refresh tokens: rotation, grace period and lifetimes. All times are in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefreshPolicy {
    /// Whether a refresh replaces the refresh token.
    pub(crate) rotate: bool,
    /// The grace period: how long the server still accepts a token after a new token has replaced it. The period ends
    /// early if the new token is replaced too. If `grace` is 0, a replaced token is never accepted.
    pub(crate) grace: u64,
    /// The lifetime of a new token.
    pub(crate) lifetime: u64,
    /// The longest lifetime of a session, however often it is refreshed.
    pub(crate) session_lifetime: u64,
}

impl RefreshPolicy {
    /// Returns the time at which a new token expires. The token is issued at `now`, in a session that began at
    /// `began_at`. It does not outlive this session. All three times are in milliseconds since 1970.
    pub(crate) fn expires_at(&self, now: u64, began_at: u64) -> u64 {
        now.saturating_add(self.lifetime).min(self.session_end(began_at))
    }

    /// Returns the time at which a session ends, however often it is refreshed. The session began at `began_at`. Both
    /// times are in milliseconds since 1970.
    pub(crate) fn session_end(&self, began_at: u64) -> u64 {
        began_at.saturating_add(self.session_lifetime)
    }
}

/// What the database stores about a token family. All times are in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Family {
    /// The number of the current refresh token.
    pub(super) n: i64,
    /// The time at which the current token replaced the previous one. `None` if the current token is the first one.
    pub(super) superseded_at: Option<u64>,
    /// When the session began: the time of the sign-in.
    pub(super) began_at: u64,
    /// When the current token expires.
    pub(super) expires_at: u64,
    /// Whether the family was revoked.
    pub(super) revoked: bool,
}

/// How an accepted refresh token was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Used {
    /// The token was the current one, and was replaced.
    Rotated,
    /// The token was the current one. It stays the current one, because the server does not rotate tokens.
    Kept,
    /// The token had been replaced before, but its grace period is not over.
    WithinGrace,
}

/// The result of a refresh whose token is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    /// How the token was used.
    pub(super) used: Used,
    /// The number of the refresh token that is current after the refresh.
    pub(super) n: i64,
    /// When the refresh token with the number `n` expires, in milliseconds since 1970.
    pub(super) expires_at: u64,
}

/// Why a refresh token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RefreshError {
    /// The family does not exist, its user does not exist or is disabled, or a token with this number was never issued.
    Unknown,
    /// The current token of the family has expired or the session has reached its end, so no token of the family is
    /// accepted any more.
    Expired,
    /// The family was revoked: by a sign-out, by the operator, by the controls for tests, or by an earlier refresh with
    /// the error [`Reused`](Self::Reused).
    Revoked,
    /// A newer token has replaced this token, and the grace period cannot save this token. Either the grace period is
    /// over, or the newer token was replaced too. Somebody may have stolen the token, so the family must be revoked.
    Reused,
}

/// Decides about a refresh at `now` (milliseconds since 1970) with the token number `n` of this family.
pub(super) fn decide(family: &Family, n: i64, now: u64, policy: RefreshPolicy) -> Result<Accepted, RefreshError> {
    let expires_at = family.expires_at.min(policy.session_end(family.began_at));
    let accepted = |used, n, expires_at| Ok(Accepted { used, n, expires_at });
    if family.revoked {
        Err(RefreshError::Revoked)
    } else if expires_at <= now {
        Err(RefreshError::Expired)
    } else if n > family.n {
        Err(RefreshError::Unknown)
    } else if n == family.n && policy.rotate {
        accepted(Used::Rotated, n + 1, policy.expires_at(now, family.began_at))
    } else if n == family.n {
        accepted(Used::Kept, n, expires_at)
    } else if n == family.n - 1 && is_within_grace(family, now, policy) {
        accepted(Used::WithinGrace, family.n, expires_at)
    } else {
        Err(RefreshError::Reused)
    }
}

/// Returns whether the previous token of the family is within its grace period at `now`. The grace period begins when
/// the current token replaces the previous one. If the grace period is 0, returns false even in the millisecond of the
/// replacement. Otherwise, also returns true if `now` is before the replacement. This is possible if another instance
/// has replaced the token, and the clock of that instance is ahead of the clock of this one.
fn is_within_grace(family: &Family, now: u64, policy: RefreshPolicy) -> bool {
    policy.grace > 0 && family.superseded_at.is_some_and(|at| now <= at.saturating_add(policy.grace))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RefreshPolicy = RefreshPolicy { rotate: true, grace: 10, lifetime: 100, session_lifetime: 300 };
    const FAMILY: Family = Family { n: 5, superseded_at: Some(50), began_at: 0, expires_at: 150, revoked: false };

    #[test]
    fn the_current_token_is_replaced() {
        let rotated = Accepted { used: Used::Rotated, n: 6, expires_at: 155 };
        assert_eq!(decide(&FAMILY, 5, 55, POLICY), Ok(rotated));
    }

    #[test]
    fn without_rotation_the_current_token_stays() {
        let kept = Accepted { used: Used::Kept, n: 5, expires_at: 150 };
        assert_eq!(decide(&FAMILY, 5, 55, RefreshPolicy { rotate: false, ..POLICY }), Ok(kept));
    }

    #[test]
    fn the_token_before_is_accepted_until_the_end_of_its_grace_period() {
        let current = Ok(Accepted { used: Used::WithinGrace, n: 5, expires_at: 150 });
        assert_eq!(decide(&FAMILY, 4, 60, POLICY), current);
        assert_eq!(decide(&FAMILY, 4, 45, POLICY), current, "the clock of another instance is ahead");
        assert_eq!(decide(&FAMILY, 4, 61, POLICY), Err(RefreshError::Reused));
        let none = RefreshPolicy { grace: 0, ..POLICY };
        assert_eq!(decide(&FAMILY, 4, 50, none), Err(RefreshError::Reused));
    }

    #[test]
    fn an_older_token_is_never_accepted() {
        assert_eq!(decide(&FAMILY, 3, 50, POLICY), Err(RefreshError::Reused));
        assert_eq!(decide(&FAMILY, 6, 50, POLICY), Err(RefreshError::Unknown));
    }

    #[test]
    fn no_token_of_an_expired_or_revoked_family_is_accepted() {
        for n in 3..=6 {
            assert_eq!(decide(&FAMILY, n, 150, POLICY), Err(RefreshError::Expired));
            assert_eq!(decide(&Family { revoked: true, ..FAMILY }, n, 50, POLICY), Err(RefreshError::Revoked));
        }
    }

    #[test]
    fn a_session_ends_whatever_renews_it() {
        let family = Family { expires_at: 310, ..FAMILY };
        let last = Accepted { used: Used::Rotated, n: 6, expires_at: 300 };
        assert_eq!(decide(&family, 5, 299, POLICY), Ok(last), "the new token does not outlive the session");
        assert_eq!(decide(&family, 5, 300, POLICY), Err(RefreshError::Expired));
        assert_eq!(decide(&family, 4, 300, POLICY), Err(RefreshError::Expired));
    }
}
