//! Decides whether an access token is about to expire (rule 5).

use super::timing;
use crate::record::SignedIn;

/// Returns true if the access token is about to expire, or has expired. Returns false if its lifetime is unknown. `now`
/// is in milliseconds since 1970.
///
/// The age of the token is the difference between two times of this device's clock. So the age is also right if the
/// clock is always wrong by the same amount. If the age is negative, or a year or more, the clock was probably set
/// after the last refresh. Then this function returns false.
pub(super) fn is_expiring<U>(signed_in: &SignedIn<U>, now: u64) -> bool {
    let (Some(seconds), Some(age)) = (signed_in.expires_in, now.checked_sub(signed_in.renewed_at)) else {
        return false;
    };
    let lifetime = u64::from(seconds) * 1000;
    let margin = timing::MARGIN.min(lifetime / 10);
    // If the age is a year or more, the clock was probably set after the last refresh. The real age is unknown then, so
    // the result is false.
    age + margin >= lifetime && age < 365 * 24 * 3_600_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Stamp;

    #[test]
    fn a_token_is_about_to_expire_shortly_before_its_end_unless_its_age_is_absurd() {
        let expiring = |expires_in, age: u64| {
            let since = 1_000_000_000_000;
            is_expiring(&SignedIn::new(Stamp::new("1"), since, expires_in, ()), since + age)
        };
        // The margin before the end is three seconds. If the lifetime is shorter than 30 s, the margin is a tenth of
        // the lifetime.
        for (seconds, margin) in [(3_600, timing::MARGIN), (30, 3_000), (10, 1_000), (1, 100)] {
            let end = u64::from(seconds) * 1_000;
            assert!(!expiring(Some(seconds), end - margin - 1), "{seconds}");
            assert!(expiring(Some(seconds), end - margin), "{seconds}");
            assert!(expiring(Some(seconds), end + 24 * 3_600_000), "{seconds}");
            assert!(!expiring(Some(seconds), 365 * 24 * 3_600_000), "{seconds}");
        }
        assert!(!expiring(None, 24 * 3_600_000));
    }
}
