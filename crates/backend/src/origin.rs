//! The allowed origins: pages of these origins may send requests with credentials.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use crate::Error;

/// A set of origins. Origins can be added while the server runs.
#[derive(Debug, Default)]
pub(crate) struct Origins(RwLock<HashSet<String>>);

impl Origins {
    /// The set of these origins.
    ///
    /// # Errors
    /// [`Error::Origin`] with the first text that is not an origin.
    pub(crate) fn new(origins: &[String]) -> Result<Self, Error> {
        let origins = origins.iter().map(|origin| serialized(origin).ok_or_else(|| Error::Origin(origin.clone())));
        Ok(Self(RwLock::new(origins.collect::<Result<_, _>>()?)))
    }

    /// Adds an origin. A text that is not an origin is ignored.
    pub(crate) fn allow(&self, origin: &str) {
        if let Some(origin) = serialized(origin) {
            let mut origins = self.0.write().unwrap_or_else(PoisonError::into_inner);
            origins.insert(origin);
        }
    }

    /// Whether the set contains this value of an `Origin` header.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        let origins = self.0.read().unwrap_or_else(PoisonError::into_inner);
        origins.contains(origin)
    }
}

/// An origin as a browser serializes it (RFC 6454, section 6.2): scheme and host in lower case, nothing after the
/// port, no default port. `*` and `null` are none: with credentials, either would let everyone in.
fn serialized(origin: &str) -> Option<String> {
    let origin = origin.strip_suffix('/').unwrap_or(origin);
    let (scheme, authority) = origin.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let valid = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
    if authority.is_empty() || !authority.chars().all(valid) {
        return None;
    }
    let authority = authority.to_ascii_lowercase();
    let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
    Some(format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::serialized;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let same = ["http://localhost:8081", "https://a.example", "http://[::1]:1"];
        for origin in same {
            assert_eq!(serialized(origin).as_deref(), Some(origin));
        }
        assert_eq!(serialized("HTTP://LocalHost:80/").as_deref(), Some("http://localhost"));
        assert_eq!(serialized("https://a.example:443").as_deref(), Some("https://a.example"));
        let none = ["*", "null", "", "localhost", "http://", "http://*", "http://a/b", "file://x", "http://a\nb"];
        for text in none {
            assert_eq!(serialized(text), None, "{text:?}");
        }
    }
}
