//! Refresh tokens: `family.n.HMAC(key, family|n)`, so that no token is stored.
//! It must not know whether a family stands or which *n* is its current one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Key;

/// Makes and reads refresh tokens.
pub(crate) struct Refresh {
    key: Key,
}

impl Refresh {
    /// Tokens of this key.
    pub(crate) fn new(key: &Key) -> Self {
        Self { key: key.purpose("refresh token") }
    }

    /// The *n*-th token of a family. The name of a family is never chosen by a client and has neither `.` nor `|`.
    pub(crate) fn issue(&self, family: &str, n: i64) -> String {
        let mac = self.key.mac(message(family, n).as_bytes());
        format!("{family}.{n}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Family and *n* of a token that this server made; nothing for any other text.
    pub(crate) fn read<'a>(&self, token: &'a str) -> Option<(&'a str, i64)> {
        let mut parts = token.split('.');
        let (family, n, mac) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let number: i64 = n.parse().ok()?;
        // Of the many ways to write a number only the one that was issued: the MAC is of the number's own text.
        self.key
            .verifies(message(family, number).as_bytes(), &mac)
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
    fn only_what_was_issued_is_read() {
        let key = Key::random().expect("random bytes");
        let tokens = Refresh::new(&key);
        let token = tokens.issue("abc", 7);
        assert_eq!(tokens.read(&token), Some(("abc", 7)));
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
            assert_eq!(tokens.read(&forged), None, "{forged}");
        }
        let other = Refresh::new(&Key::random().expect("random bytes"));
        assert_eq!(other.read(&token), None);
    }
}
