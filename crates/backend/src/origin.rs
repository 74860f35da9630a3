//! The allowed origins: pages of these origins may send requests with credentials.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use url::{Host, Position, Url};

use crate::Error;

/// A set of origins. Origins can be added while the server runs.
#[derive(Debug, Default)]
pub(crate) struct Origins(RwLock<HashSet<String>>);

impl Origins {
    /// Returns the set of these origins.
    ///
    /// # Errors
    /// [`Error::Origin`] with the first text that is not an origin.
    pub(crate) fn new(origins: &[String]) -> Result<Self, Error> {
        let origins = origins.iter().map(|origin| serialize(origin).ok_or_else(|| Error::Origin(origin.clone())));
        Ok(Self(RwLock::new(origins.collect::<Result<_, _>>()?)))
    }

    /// Adds an origin. A text that is not an origin is ignored.
    pub(crate) fn allow(&self, origin: &str) {
        if let Some(origin) = serialize(origin) {
            let mut origins = self.0.write().unwrap_or_else(PoisonError::into_inner);
            origins.insert(origin);
        }
    }

    /// Returns one of the origins whose host is not this machine. Returns `None` if there is no such origin. The host
    /// is this machine if it is a loopback address, `localhost`, or a name below `localhost` (RFC 6761, section 6.3).
    pub(crate) fn beyond_loopback(&self) -> Option<String> {
        let origins = self.0.read().unwrap_or_else(PoisonError::into_inner);
        origins.iter().find(|origin| !is_loopback(origin)).cloned()
    }

    /// Returns whether pages of an https origin may send requests.
    pub(crate) fn any_https(&self) -> bool {
        let origins = self.0.read().unwrap_or_else(PoisonError::into_inner);
        origins.iter().any(|origin| origin.starts_with("https:"))
    }

    /// Returns whether the set contains an https origin whose host is not this machine.
    pub(crate) fn any_https_beyond_loopback(&self) -> bool {
        let origins = self.0.read().unwrap_or_else(PoisonError::into_inner);
        origins.iter().any(|origin| origin.starts_with("https:") && !is_loopback(origin))
    }

    /// Returns whether the set contains this value of an `Origin` header.
    pub(crate) fn allows(&self, origin: &str) -> bool {
        let origins = self.0.read().unwrap_or_else(PoisonError::into_inner);
        origins.contains(origin)
    }
}

fn is_loopback(origin: &str) -> bool {
    let url = Url::parse(origin).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Parses an http or https origin, and returns it as browsers write it (RFC 6454, section 6.2): in lower case, and
/// without the default port. Returns `None` for every other text. This includes `*` and `null`, because either of them
/// would allow all pages to send requests with credentials.
fn serialize(origin: &str) -> Option<String> {
    // The URL parser accepts `*` in host names and ignores line breaks, so these characters are refused before parsing.
    if origin.contains(|c: char| c == '*' || c.is_control()) {
        return None;
    }
    let url = Url::parse(origin).ok()?;
    let is_origin = matches!(url.scheme(), "http" | "https")
        && url[Position::BeforeUsername..Position::BeforeHost].is_empty()
        && url[Position::BeforePath..] == *"/";
    is_origin.then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::serialize;

    #[test]
    fn origins_are_normalized_and_other_texts_are_refused() {
        let same = ["http://localhost:8081", "https://a.example", "http://[::1]:1"];
        for origin in same {
            assert_eq!(serialize(origin).as_deref(), Some(origin));
        }
        assert_eq!(serialize("HTTP://LocalHost:80/").as_deref(), Some("http://localhost"));
        assert_eq!(serialize("https://a.example:443").as_deref(), Some("https://a.example"));
        let invalid = ["*", "null", "", "localhost", "localhost:8081", "http://", "http://*", "http://*.a", "file://x"];
        let not_only_an_origin =
            ["http://a/b", "http://a?b", "http://a#b", "http://a:b@c", "http://a\nb", "http://a:99999"];
        for text in invalid.into_iter().chain(not_only_an_origin) {
            assert_eq!(serialize(text), None, "{text:?}");
        }
    }
}
