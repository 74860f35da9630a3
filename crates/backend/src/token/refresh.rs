//! Refresh tokens: `family.n.HMAC(key, family|n)`. The server verifies the MAC and does not need to store tokens. For
//! each family, the database has the current number `n`, the expiry time, and whether the family was revoked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Keys;

/// Issues and verifies refresh tokens.
pub(crate) struct RefreshTokens {
    keys: Keys,
}

impl RefreshTokens {
    /// Creates the issuer of refresh tokens. They are signed with a key derived from the current key.
    pub(crate) fn new(keys: &Keys) -> Self {
        Self { keys: keys.derive("refresh token") }
    }

    /// Returns the token with number `n` of a family. The family's identifier must contain neither `.` nor `|`, like
    /// the identifiers from [`new_family_id`](super::new_family_id).
    pub(crate) fn issue(&self, family: &str, n: i64) -> String {
        let mac = self.keys.current().mac(message(family, n).as_bytes());
        format!("{family}.{n}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Returns the family and the number of a token with a valid MAC; `None` for any other text. Whether the token is
    /// still accepted must be checked in the database.
    pub(crate) fn verify<'a>(&self, token: &'a str) -> Option<(&'a str, i64)> {
        let mut parts = token.split('.');
        let (family, n, mac) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let number: i64 = n.parse().ok()?;
        // The MAC is computed from the parsed number, so it is also valid for a token with `01` or `+1` instead of `1`.
        // The filter refuses such a token, because the server never issues it.
        self.keys
            .verify(message(family, number).as_bytes(), &mac)
            .then_some((family, number))
            .filter(|_| n == number.to_string())
    }
}

fn message(family: &str, n: i64) -> String {
    format!("{family}|{n}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_issued_tokens_are_valid() {
        let random = || Keys::load(None, None).expect("random bytes");
        let tokens = RefreshTokens::new(&random());
        let token = tokens.issue("abc", 7);
        assert_eq!(tokens.verify(&token), Some(("abc", 7)));
        let mac = token.rsplit('.').next().expect("a MAC");
        for forged in [
            String::new(),
            "..".into(),
            "abc.7.".into(),
            format!("abc.8.{mac}"),
            format!("abc.07.{mac}"),
            format!("abc.+7.{mac}"),
            format!("abd.7.{mac}"),
            format!("{token}."),
            format!("{token}A"),
            token[..token.len() - 1].to_owned(),
        ] {
            assert_eq!(tokens.verify(&forged), None, "{forged}");
        }
        let other = RefreshTokens::new(&random());
        assert_eq!(other.verify(&token), None);
    }
}
